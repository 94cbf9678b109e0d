"""examples/typescript: its types are made of the SDL and docs/operaties, and it runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_real_server import served

from front_support import ONLY_IN_CI, TYPESCRIPT, run
from gateway import build_app
from gateway_sandbox import with_sandbox_notificaties
from graph_support import sandbox_with
from settings import GatewaySettings, Settings

pytestmark = [ONLY_IN_CI, pytest.mark.timeout(180)]


async def test_the_example_is_generated_compiled_and_answered() -> None:
    for made in ("dist", "src/gql"):
        shutil.rmtree(TYPESCRIPT / made, ignore_errors=True)
    await run(TYPESCRIPT, "npm", "run", "build")
    sandbox = sandbox_with("openzaak", ())
    settings = Settings(gateway=GatewaySettings(), upstreams=())
    app = build_app(with_sandbox_notificaties(settings), sandbox)
    async with app.router.lifespan_context(app), served(app) as origin:
        told = await run(TYPESCRIPT, "npm", "test", env={"GATEWAY_URL": f"{origin}/graphql"})
        assert "# fail 0" in told
        assert "# pass 6" in told
        told = await run(TYPESCRIPT, "npm", "start", env={"GATEWAY_URL": f"{origin}/graphql"})
        assert "Aanvrager: Suzanne Marije de Vries" in told
    sandbox.restore()


@pytest.mark.parametrize(
    ("operation", "complaint"),
    [
        pytest.param("query Fout { zaken { bestaatNiet } }", "bestaatNiet", id="field"),
        pytest.param("query Fout($x: Int) { zaak(uuid: $x) { id } }", "UUID", id="variable"),
    ],
)
async def test_an_operation_that_is_wrong_is_named_before_it_runs(
    tmp_path: Path, operation: str, complaint: str
) -> None:
    (tmp_path / "fout.graphql").write_text(operation, "utf-8")
    config = tmp_path / "codegen.ts"
    text = (TYPESCRIPT / "codegen.ts").read_text("utf-8")
    config.write_text(text.replace("'operaties/*.graphql'", f"'{tmp_path}/*.graphql'"), "utf-8")
    with pytest.raises(AssertionError, match=complaint):
        await run(TYPESCRIPT, "npx", "graphql-codegen", "--config", str(config))

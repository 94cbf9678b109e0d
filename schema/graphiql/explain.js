// The panel under the answer: what the gateway asked of the registers, and what may be sent along.
// It shows extensions.upstream (docs/explain.md), which holds no values.
const Explain = (() => {
  const h = React.createElement;

  const cell = (value) => h('td', null, value === null || value === undefined ? '–' : String(value));

  function table(caption, heads, rows) {
    if (rows.length === 0) return null;
    return h(
      'table',
      null,
      h('caption', null, caption),
      h('thead', null, h('tr', null, heads.map((head) => h('th', { key: head, scope: 'col' }, head)))),
      h(
        'tbody',
        null,
        rows.map((row, place) =>
          h('tr', { key: place }, row.map((value, at) => h(React.Fragment, { key: at }, cell(value)))),
        ),
      ),
    );
  }

  function summary({ ms, upstream }) {
    const registers = Object.entries(upstream.perUpstream).map(([name, count]) => `${name} ${count}`);
    const parts = [
      `${upstream.calls} aanroepen in ${Math.round(ms)} ms`,
      ...(registers.length ? [registers.join(', ')] : []),
      `${upstream.cached} uit het geheugen`,
    ];
    if (upstream.estimated) parts.push(`geschat: ${upstream.estimated.calls}`);
    return parts.join(' · ');
  }

  function body(told) {
    if (told === null) return h('p', null, 'Druk op Run: hier komt te staan wat er aan de registers is gevraagd.');
    if (!told.upstream) {
      return h(
        'p',
        null,
        'Geen uitleg bij dit antwoord: zet X-Gateway-Explain op true. Die is er alleen als de instelling ',
        'explain aan staat en het beleid niets achterhoudt voor wie vraagt.',
      );
    }
    const { reads, plan } = told.upstream;
    return h(
      React.Fragment,
      null,
      h('p', { className: 'explain-summary' }, summary(told)),
      table(
        'Aanroepen',
        ['Register', 'Methode', 'Pad', 'Sleutels', 'ms', 'Status'],
        reads.map((read) => [read.upstream, read.method, read.path, read.count, read.ms, read.status]),
      ),
      table(
        'Plan',
        ['Stap', 'Strategie', 'Waarom', 'Geschat ms', 'Gemeten ms'],
        plan.map((step) => [step.step, step.strategy, step.why, step.estimatedMs, step.measuredMs]),
      ),
    );
  }

  function Panel({ watch, purposeHeader, failed }) {
    const [told, tell] = React.useState(null);
    React.useEffect(() => watch(tell), [watch]);
    return h(
      'section',
      { className: 'explain', 'aria-label': 'Uitleg', 'aria-live': 'polite', tabIndex: 0 },
      h('h2', null, 'Uitleg'),
      failed ? h('p', { role: 'alert' }, 'De voorbeelden zijn niet geladen.') : null,
      body(told),
      h(
        'details',
        null,
        h('summary', null, 'Wie vraagt, en waarvoor: tabblad Headers'),
        h('p', null, h('code', null, `"${purposeHeader}"`), ' is de doelbinding; zonder doelbinding geeft de BRP niets.'),
        h(
          'p',
          null,
          h('code', null, '"Authorization": "Bearer …"'),
          ' is het token van wie vraagt. Een proeftoken voor de sandbox: ',
          h('code', null, 'python gateway.py token --role behandelaar'),
          '. Headers worden niet bewaard.',
        ),
      ),
    );
  }

  return { Panel };
})();

// Starts GraphiQL on this gateway: a tab per example operation, headers to fill in, and the panel
// that explains the answer.
const watchers = new Set();
const watch = (tell) => {
  watchers.add(tell);
  return () => watchers.delete(tell);
};

// Results of an operation come one by one when it defers a part; introspection is not explained.
function explained(fetcher) {
  const note = (result, started) => {
    const upstream = result?.extensions?.upstream;
    const told = { upstream, ms: performance.now() - started };
    if (upstream || result?.hasNext === undefined) watchers.forEach((tell) => tell(told));
  };
  return async (parameters, options) => {
    const started = performance.now();
    const answer = await fetcher(parameters, options);
    if (parameters.operationName === 'IntrospectionQuery') return answer;
    if (typeof answer?.[Symbol.asyncIterator] !== 'function') {
      note(answer, started);
      return answer;
    }
    return (async function* () {
      for await (const part of answer) {
        [part].flat().forEach((result) => note(result, started));
        yield part;
      }
    })();
  };
}

function start({ tabs, headers, purposeHeader, failed = false }) {
  const filled = JSON.stringify(headers, null, 2);
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(
      GraphiQL,
      {
        fetcher: explained(Follow('/graphql', GraphiQL.createFetcher({ url: '/graphql' }))),
        defaultTabs: tabs.map((tab) => ({ ...tab, headers: filled })),
        defaultHeaders: filled,
        defaultEditorToolsVisibility: 'headers',
        shouldPersistHeaders: false,
        storage: window.sessionStorage, // variables may hold a BSN: nothing stays behind in the browser
        isHeadersEditorEnabled: true,
      },
      React.createElement(
        GraphiQL.Footer,
        null,
        React.createElement(Explain.Panel, { watch, purposeHeader, failed }),
      ),
    ),
  );
}

fetch('/graphiql/tabs.json')
  .then((response) => response.json())
  .catch(() => ({ tabs: [], headers: {}, purposeHeader: 'X-Doelbinding', failed: true }))
  .then(start);

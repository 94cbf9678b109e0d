// Starts GraphiQL on this gateway: a tab per example operation, with the explain header.
fetch('/graphiql/tabs.json')
  .then((response) => response.json())
  .then((tabs) => {
    const headers = JSON.stringify({ 'X-Gateway-Explain': 'true' }, null, 2);
    const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
    ReactDOM.createRoot(document.getElementById('graphiql')).render(
      React.createElement(GraphiQL, {
        fetcher,
        defaultTabs: tabs.map((tab) => ({ ...tab, headers })),
        defaultHeaders: headers,
        shouldPersistHeaders: false,
        isHeadersEditorEnabled: true,
      }),
    );
  });

// Starts GraphiQL on this gateway, with the example operation and the explain header.
fetch('/graphiql/example.graphql')
  .then((response) => response.text())
  .then((example) => {
    const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
    ReactDOM.createRoot(document.getElementById('graphiql')).render(
      React.createElement(GraphiQL, {
        fetcher,
        defaultQuery: example,
        defaultHeaders: JSON.stringify({ 'X-Gateway-Explain': 'true' }, null, 2),
        shouldPersistHeaders: false,
        isHeadersEditorEnabled: true,
      }),
    );
  });

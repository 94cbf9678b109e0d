// Subscriptions come as server-sent events (graphql-sse), with the headers of the tab; everything
// else goes the ordinary way. A stream that breaks is opened again, which shows as a gap only.
const Follow = (() => {
  function isSubscription({ operationName }, documentAST) {
    const operations = (documentAST?.definitions ?? []).filter(
      (definition) => definition.kind === 'OperationDefinition',
    );
    const found = operations.find(({ name }) => name?.value === operationName);
    return (found ?? operations[0])?.operation === 'subscription';
  }

  return (url, fetcher) => (parameters, options) => {
    if (!isSubscription(parameters, options?.documentAST)) return fetcher(parameters, options);
    const { query, variables, operationName } = parameters;
    const headers = Object.fromEntries(
      Object.entries(options?.headers ?? {}).filter(([name]) => !/explain/i.test(name)),
    );
    return graphqlSse.createClient({ url, headers }).iterate({ query, variables, operationName });
  };
})();

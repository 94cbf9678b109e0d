import { Client, fetchExchange } from '@urql/core';

export interface Gateway {
  /** Where the gateway answers, such as https://graaf.gemeente.example/graphql. */
  url: string;
  /** Returns the token of who is logged in; asked for every request, as tokens expire. */
  token?: () => string | undefined;
  /** The doelbinding: why personal data is read. The BRP is refused without one. */
  doelbinding?: string;
}

/**
 * Returns a client of the gateway.
 *
 * It keeps no answers (no cacheExchange): they hold personal data, and the gateway's answers are
 * `Cache-Control: no-store`. Add one only for what you may keep, such as zaaktypen.
 */
export function gatewayClient({ url, token, doelbinding }: Gateway): Client {
  return new Client({
    url,
    exchanges: [fetchExchange],
    requestPolicy: 'network-only',
    preferGetMethod: false, // the gateway reads operations from a POST only
    fetchSubscriptions: true, // as server-sent events, with the same headers
    fetchOptions: () => {
      const headers: Record<string, string> = {};
      const bearer = token?.();
      if (bearer !== undefined) headers['Authorization'] = `Bearer ${bearer}`;
      if (doelbinding !== undefined) headers['X-Doelbinding'] = doelbinding;
      return { headers };
    },
  });
}

import type { AnyVariables, Client, OperationResult } from '@urql/core';
import {
  StatusZettenDocument,
  ZaakDocument,
  ZaakInDelenDocument,
  ZaakVolgenDocument,
  ZaakoverzichtDocument,
  type StatusZettenInvoer,
  type StatusZettenMutation,
  type ZaakInDelenQuery,
  type ZaakQuery,
  type ZaakVolgenSubscription,
  type ZaakoverzichtQuery,
} from './gql/graphql.js';

export type Zaak = NonNullable<ZaakQuery['zaak']>;
export type Zaakoverzicht = NonNullable<ZaakoverzichtQuery['zaak']>;

/** What was answered: data that is there, and which fields failed on their own and why. */
export interface Answer<T> {
  value: T | null;
  failed: { path: string; code: string }[];
}

/** Returns the zaak of the README, with everything around it. Throws when it is refused. */
export async function voorbeeldzaak(client: Client): Promise<Answer<Zaak>> {
  return answered(await client.query(ZaakDocument, {}).toPromise(), (data) => data.zaak);
}

/** Returns one zaak as a case worker first sees it (screen S1). */
export async function zaakoverzicht(client: Client, uuid: string): Promise<Answer<Zaakoverzicht>> {
  return answered(
    await client.query(ZaakoverzichtDocument, { uuid }).toPromise(),
    (data) => data.zaak,
  );
}

/**
 * A register that fails leaves the other fields standing: an error is no reason to show nothing.
 * Without any data the request itself was refused (no access, too much at once): that is thrown.
 */
function answered<D, T>(result: OperationResult<D, AnyVariables>, pick: (data: D) => T | null): Answer<T> {
  if (result.data === undefined || result.data === null) {
    throw result.error ?? new Error('no answer');
  }
  const failed = (result.error?.graphQLErrors ?? []).map(({ path, extensions }) => ({
    path: (path ?? []).join('.'),
    code: String(extensions['code'] ?? 'UNKNOWN'),
  }));
  return { value: pick(result.data), failed };
}

export type ZaakInDelen = NonNullable<ZaakInDelenQuery['zaak']>;

/**
 * Shows a zaak as it comes in: first what the zaakregister knows, then what was put off (@defer) as
 * soon as the BRP and the klantregister answer. `done` is true for the last call.
 */
export function zaakInDelen(
  client: Client,
  uuid: string,
  show: (answer: Answer<ZaakInDelen>, done: boolean) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { unsubscribe } = client.query(ZaakInDelenDocument, { uuid }).subscribe((result) => {
      try {
        show(
          answered(result, (data) => data.zaak),
          !result.hasNext,
        );
        if (!result.hasNext) resolve();
      } catch (error) {
        reject(error);
        queueMicrotask(() => unsubscribe());
      }
    });
  });
}

export type StatusGezet = NonNullable<StatusZettenMutation['statusZetten']>;

/**
 * Sets a status. `sleutel` names this one order: sent again under it, after no answer came, it is
 * carried out once. What is wrong with it is in `fouten`, what was done in `stappen`.
 */
export async function zetStatus(
  client: Client,
  invoer: StatusZettenInvoer,
  sleutel: string,
): Promise<Answer<StatusGezet>> {
  const asked = { invoer, sleutel, toelichting: null };
  return answered(await client.mutation(StatusZettenDocument, asked).toPromise(), (data) => data.statusZetten);
}

export type Gebeurtenis = NonNullable<ZaakVolgenSubscription['zaakGewijzigd']>;

/** Shows each change of a zaak until the function that it returns is called. */
export function volgZaak(client: Client, uuid: string, show: (answer: Answer<Gebeurtenis>) => void): () => void {
  return client.subscription(ZaakVolgenDocument, { uuid }).subscribe((result) => {
    show(answered(result, (data) => data.zaakGewijzigd));
  }).unsubscribe;
}

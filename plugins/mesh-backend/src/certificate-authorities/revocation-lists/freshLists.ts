import { InputError } from '@backstage/errors';
import { readRevocationLists } from '@meshport/certificates';
import { completeLists, ListedChain, wrongLists } from './completeLists';
import { listsOfChain } from './presentLists';

/**
 * The file with lists as they were fetched, and our own as it is in the present
 * one; undefined where nothing new was published.
 *
 * @throws `InputError` where the set would be incomplete, expired or forged, or
 * older than what is there: lists travel by plain HTTP, and an old one would
 * make a revoked certificate valid again
 */
export function freshLists(
  of: ListedChain,
  {
    present,
    fetched,
    now,
  }: { present: string; fetched: readonly string[]; now: Date },
): string | undefined {
  const before = readRevocationLists(present);
  const news = fetched.flatMap(pem => readRevocationLists(pem));
  for (const list of news) {
    const older = before.find(
      one =>
        one.authorityKey !== undefined &&
        one.authorityKey === list.authorityKey &&
        one.thisUpdate > list.thisUpdate,
    );
    if (older) {
      throw new InputError(
        `revocationLists: what was fetched is of ${list.thisUpdate}, older than the list of ${older.thisUpdate} that is in use; look at where it is published`,
      );
    }
  }
  const isKnown = ({ fingerprint }: { fingerprint: string }) =>
    before.some(one => one.fingerprint === fingerprint);
  if (news.length && news.every(isKnown)) {
    return undefined;
  }
  const pems = news.map(({ pem }) => pem);
  // Our own is the one with which the fetched ones are complete, or nearly so.
  const faults = (list: string) =>
    wrongLists(of, [list, ...pems].join(''), now).length;
  const [own] = before
    .map(({ pem }) => ({ pem, faults: faults(pem) }))
    .sort((a, b) => a.faults - b.faults);
  // A former intermediate's, while somebody may still have a certificate of it.
  const needed = listsOfChain(present, [of.certificate, ...of.chain]);
  const others = before.filter(
    one =>
      !needed.some(({ fingerprint }) => fingerprint === one.fingerprint) &&
      Date.parse(one.nextUpdate ?? '') > now.getTime(),
  );
  return completeLists(
    of,
    [...(own ? [own.pem] : []), ...pems, ...others.map(({ pem }) => pem)],
    now,
  );
}

import { difference } from '../../support/difference';
import { expect } from '../../support/expect';
import { Account } from './accounts';
import { cardsThatSay, EXPECTATIONS } from './expectations';
import { CardOf, COMPONENTS, Picture, Pictures } from './Pictures';
import { GATEWAY_API, publishedTable, Right } from './published';
import { accountWithout, FULL } from './variants';

const TABLE = publishedTable();

/** The kind of a list of objects, by the name that RBAC has for it. */
function kindOf(
  picture: Picture,
  { resource, apiGroup }: Right,
): string | undefined {
  const prefix =
    resource === 'gateways' && apiGroup === GATEWAY_API ? 'kubernetes' : '';
  return picture.kinds
    .map(({ kind }) => kind)
    .find(kind =>
      [`${kind}s`, `${kind}es`, `${kind.replace(/y$/, '')}ies`].some(
        plural => plural.toLowerCase() === `${prefix}${resource}`,
      ),
    );
}

/** @throws When a card, the list of kinds or the table in the documentation says something else. */
export function expectWithout(right: Right, pictures: Pictures): void {
  const { name, resource, file } = right;
  const expectation = EXPECTATIONS[name];
  expect(
    expectation !== undefined,
    'rights/expectations.ts tells what the cards say without it',
    Object.keys(EXPECTATIONS),
  );
  const full = pictures.of(FULL.name);
  const found = pictures.of(accountWithout(right).name);
  expectation.change(full.items);
  const wrong = difference(full.items, found.items);
  expect(!wrong, 'the cards tell what is known and no more', wrong);

  const kind = kindOf(full, right);
  const refused = kind
    ? {
        kind,
        reason: 'Forbidden',
        message: new RegExp(`^${quotedIn(right)}.*${resource}.*${file}`),
        since: /^\d{4}-.*Z$/,
      }
    : undefined;
  const speaking = cardsThatSay(expectation);
  for (const [card, { state, failures }] of Object.entries(found.freshness)) {
    const isTold = refused && speaking.includes(card as CardOf);
    const differs = difference(
      { state: 'fresh', failures: isTold ? [refused] : [] },
      { state, failures },
    );
    expect(!differs, `the card ${card} says why, and is fresh`, differs);
  }
  for (const one of found.kinds) {
    const isRefused = one.kind === kind;
    const counted = full.kinds.find(other => other.kind === one.kind)?.count;
    const differs = difference(
      {
        state: isRefused ? 'Forbidden' : 'watching',
        count: isRefused ? 0 : counted,
        failure: isRefused ? refused : undefined,
      },
      { state: one.state, count: one.count, failure: one.failure },
    );
    expect(!differs, `the health of ${one.kind} is right`, differs);
  }
}

/** What the documentation says, word for word, that the page says. */
function quotedIn({ file, name }: Right): string {
  const row = TABLE.find(one => one.file === file && one.name === name);
  const kinds = /"(Meshport may not read \w+)"(?: \(or (\w+)\))?/.exec(
    row?.page ?? '',
  );
  if (!kinds) return 'Meshport may not read \\w+;';
  return kinds[2]
    ? `Meshport may not read (\\w+|${kinds[2]});`
    : `${kinds[1]};`;
}

/** @throws With everything that was wrong without one right. */
export function expectWithoutEach(
  pictures: Pictures,
  rights: readonly Right[],
): void {
  const wrong = rights.flatMap(right => {
    try {
      expectWithout(right, pictures);
      return [];
    } catch (error) {
      return [`without ${right.name}: ${(error as Error).message}`];
    }
  });
  expect(wrong.length === 0, 'each right is missed as before', wrong);
}

/** Everything but times. */
function comparable({ items, freshness, withheld, kinds }: Picture) {
  const told = Object.values(freshness);
  return {
    items,
    withheld,
    states: told.map(({ state }) => state),
    failures: told.map(({ failures }) =>
      failures.map(({ since, ...failure }) => failure),
    ),
    kinds: kinds.map(({ kind, state, count }) => ({ kind, state, count })),
  };
}

/** @throws When an account is not told what the one with all rights is told. */
export function expectFull(
  pictures: Pictures,
  accounts: readonly Account[],
): void {
  const full = comparable(pictures.of(FULL.name));
  for (const { name } of accounts) {
    const differs = difference(full, comparable(pictures.of(name)));
    expect(!differs, `${name} is told everything`, differs);
  }
}

/** @throws When kinds are taken to be read that cannot be, or a verdict is given. */
export function expectNothing(
  picture: Picture,
  kinds: readonly string[],
): void {
  for (const kind of kinds) {
    const health = picture.kinds.find(one => one.kind === kind);
    expect(
      health?.state === 'Forbidden' && health.count === 0,
      `${kind} may not be read`,
      health,
    );
  }
  const { items } = picture;
  for (const name of COMPONENTS) {
    expect(
      items[`${name} version`].length === 1 &&
        items[`${name} version`][0].membership === 'unknown' &&
        items[`${name} version`][0].proxies.length === 0 &&
        items[`${name} virtual-machines`].length === 0 &&
        items[`${name} policies`].length === 0,
      'nothing is claimed',
      items,
    );
  }
}

export function kindsOf(picture: Picture, rights: readonly Right[]): string[] {
  return rights.map(right => kindOf(picture, right)!);
}

/** @throws When some right counts on no card, so that its lack would not be seen. */
export function expectEverything(picture: Picture): void {
  const lacking = picture.kinds.filter(({ state }) => state !== 'watching');
  expect(
    picture.kinds.length > 0 && lacking.length === 0,
    'the account with all rights follows every kind',
    lacking,
  );
  const { items } = picture;
  const [ratings] = items['ratings policies'];
  expect(
    ratings?.callers.length === 2 &&
      ratings.routes.length === 1 &&
      ratings.egress.length === 1 &&
      items['newsletter virtual-machines'].length === 1 &&
      items['newsletter version'][0].controlPlanes[0]?.source === 'istiod' &&
      items['ratings version'][0].proxies[0]?.source === 'istiod',
    'every right counts on some card',
    items,
  );
}

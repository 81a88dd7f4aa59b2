import { Account } from './accounts';
import { publishedRights, Right } from './published';

/** Each is taken away in turn. */
export const RIGHTS = publishedRights();
export const FULL: Account = { name: 'with-all-rights', leftOut: () => [] };

/** The account without one right. */
export function accountWithout({ file, name, verbs }: Right): Account {
  return {
    name: `without-${name.replace(/\W/g, '-')}`,
    leftOut: one => (one.name === name && one.file === file ? verbs : []),
  };
}

function accountWithoutVerb(verb: string): Account {
  return {
    name: `without-verb-${verb}`,
    // What is no list of objects has no such verbs.
    leftOut: ({ resource }) => (resource.includes('/') ? [] : [verb]),
  };
}

function accountWithoutFile(name: string): Account {
  return {
    name: `without-file-${name.replace(/\W/g, '-')}`,
    leftOut: ({ file, verbs }) => (file === name ? verbs : []),
  };
}

/** Without a verb on every kind at once. */
export const WITHOUT_VERB = {
  get: accountWithoutVerb('get'),
  list: accountWithoutVerb('list'),
  watch: accountWithoutVerb('watch'),
};
/** Without what one file grants. */
export const WITHOUT_FILE = {
  'read.yaml': accountWithoutFile('read.yaml'),
  'control-plane.yaml': accountWithoutFile('control-plane.yaml'),
};
export const ACCOUNTS = [
  FULL,
  ...RIGHTS.map(accountWithout),
  ...Object.values(WITHOUT_VERB),
  ...Object.values(WITHOUT_FILE),
];

/** The rights to lists of objects, of all files or of one. */
export function listRights(file?: string): Right[] {
  return RIGHTS.filter(
    right => right.verbs.includes('list') && (!file || right.file === file),
  );
}

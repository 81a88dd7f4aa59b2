/** Who looks at requests; both are users of the portal's catalog. */
export const PEOPLE = {
  /** Sees what touches the namespaces of one team in ten, and what they asked for. */
  developer: { name: 'dana', group: 'team-0' },
  /** Sees everything but a kind that there is nothing of. */
  engineer: { name: 'piet', group: 'team-platform' },
} as const;

/** One of the people. */
export type Person = keyof typeof PEOPLE;

/** Entity reference of a person's user. */
export const userOf = (person: Person) => `user:default/${PEOPLE[person].name}`;

/** Entity reference of a person's group. */
export const groupOf = (person: Person) =>
  `group:default/${PEOPLE[person].group}`;

/** The people and their groups as catalog entities. */
export const PEOPLE_ENTITIES = Object.values(PEOPLE).flatMap(
  ({ name, group }) => [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name },
      spec: { memberOf: [group] },
    },
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name: group },
      spec: { type: 'team', children: [] },
    },
  ],
);

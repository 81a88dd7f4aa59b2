/** Words of the states that all cards share. */
export const frameMessages = {
  loading: '{{title}}: being read.',
  firstRead:
    'Reading {{clusters}} for the first time. Nothing is known of it yet.',
  tryAgain: 'Try again',
  close: 'Close',
  copy: {
    ready: 'Copy',
    copied: 'Copied',
    failed: 'Not copied: select the text',
    this: 'Copy {{text}}',
  },
  error: {
    title: '{{title}} cannot be shown now.',
    message: 'The mesh backend answered: {{message}}',
    noAnswer:
      'The mesh backend did not answer ({{message}}). Try again, and tell your platform engineers when it stays so.',
    clusters: 'No cluster could be read, so nothing is known yet.',
  },
  forbidden: {
    title: 'You may not read this.',
    namespaceIn: 'You may not read namespace {{namespace}} in {{cluster}}.',
    someIn:
      'Part of this component is in a namespace of {{cluster}} that you may not read.',
    clusters:
      'The portal has clusters, but you may read none of them. Ask your platform engineers for the permission mesh.cluster.read.',
    ask: 'Ask {{owner}}.',
    askSomeone:
      'Ask the owner of the namespace or your platform engineers for the permission mesh.namespace.read.',
  },
  noClusters: {
    title: 'No cluster is connected to the portal.',
    next: 'A platform engineer connects one with mesh.clusters in the configuration.',
  },
  annotation: {
    title: 'This component is not connected to the mesh.',
    next: 'Say in its catalog file which workloads belong to it:',
    more: 'Read about these annotations',
  },
  note: {
    staleSince:
      '{{cluster}} does not answer since {{time}}. What you see of it is from then.',
    primaryStale:
      '{{cluster}} takes its policies from {{primary}}, which does not answer since {{time}}. What you see of it is from then.',
    stale: '{{cluster}} does not answer. What you see of it is old.',
    unreachable: '{{cluster}} could not be read. Nothing is known of it.',
    syncing:
      '{{cluster}} is being read for the first time. What you see of it may be incomplete.',
    kind: '{{kind}} in {{cluster}} cannot be read.',
    withheldClusters: 'Clusters that you may not read are left out here.',
    failingSource:
      'Since {{time}} {{source}} cannot be asked for clusters. Some may be missing here; tell your platform engineers when it stays so.',
    outage:
      'This card could not be refreshed since {{time}} ({{message}}). What you see is from then.',
  },
  cluster: {
    about: 'About cluster {{cluster}}',
    ask: 'Ask {{owner}} about {{cluster}}.',
  },
  freshness: {
    now: 'as of now · {{clusters}}',
    then: 'as of {{clock}}, {{ago}} · {{clusters}}',
    unknown: 'not known · {{clusters}}',
  },
  time: {
    now: 'just now',
    ago: '{{duration}} ago',
  },
} as const;

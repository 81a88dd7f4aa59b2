/** Words of the form field "MeshClusterPicker". */
export const clusterPickerMessages = {
  label: 'Cluster',
  description: 'The cluster to write to.',
  loading: 'Reading the clusters…',
  placeholder: 'Choose a cluster',
  error: 'The clusters could not be read: {{message}}',
  forbidden: 'You may not see any cluster: {{message}}',
  none: 'No cluster is shown to you. Ask your platform engineers for the permission mesh.cluster.read.',
  noneOpen: 'None of these clusters can be chosen now.',
  state: {
    fresh: 'connected',
    syncing: 'being read for the first time',
    stale: 'does not answer now',
    unreachable: 'could not be reached',
  },
  readOnly: 'read-only: writes are switched off in the configuration',
  unknownValue: 'There is no cluster {{name}}. Choose one of the list.',
} as const;

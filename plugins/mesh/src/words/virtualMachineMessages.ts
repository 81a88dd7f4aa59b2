/** Words of the card "Virtual machines". */
export const virtualMachineMessages = {
  title: 'Virtual machines',
  answer: {
    only: {
      healthy: 'The only machine is healthy.',
      unhealthy: 'The only machine is not healthy.',
      disconnected: 'The only machine is not connected.',
      unknown: 'The health of the only machine is not known.',
    },
    all: 'All {{total}} machines healthy.',
    some: '{{healthy}} of {{total}} machines healthy.',
    unknown: 'The health of {{unknown}} is not known.',
  },
  health: {
    healthy: 'healthy',
    unhealthy: 'unhealthy',
    disconnected: 'lost',
    unknown: 'not known',
  },
  for: 'for {{duration}}',
  noAddress: 'no address',
  all: 'Show all {{total}}',
  dialogTitle: '{{total}} machines of {{component}}',
  search: 'Search machines',
  everyHealth: 'Every health',
  column: {
    name: 'Name',
    address: 'Address',
    health: 'Health',
    since: 'Since',
    cluster: 'Cluster',
    group: 'Group',
  },
  noMatch: 'No machine matches.',
  empty: {
    title: 'No machine runs this service.',
    titleIn: 'No machine runs this service in {{clusters}}.',
    next: 'Machines can join beside pods: give the machine a WorkloadGroup with this component’s labels.',
    more: 'Read how a machine joins',
  },
} as const;

/** Words of the card "Mesh version". */
export const versionMessages = {
  title: 'Mesh version',
  answer: {
    inSome: 'In the mesh in {{inMesh}} of {{total}} clusters.',
    inOnly: 'In the mesh in {{cluster}}.',
    notInOnly: 'Not in the mesh in {{cluster}}.',
    inNone: 'Not in the mesh in any of {{total}} clusters.',
    notKnown: 'Not known in {{clusters}}.',
  },
  membership: {
    sidecar: 'sidecar',
    ambient: 'ambient',
    mixed: 'sidecar and ambient',
    partial: 'partly: {{inMesh}} of {{total}}',
    none: 'not in the mesh',
    noWorkloads: 'runs nothing here',
    unknown: 'not known',
  },
  why: 'Why?',
  whyIn: 'Why: {{cluster}}',
  patch: 'patch',
  endOfLife: 'end of life',
  endsSoon: 'support ends {{date}}',
  endOfLifeOn: 'Its support ended on {{date}}.',
  supportUnknown: 'support not known',
  versionUnknown: 'version not known',
  revision: 'revision {{revision}}',
  fromCluster: 'of {{cluster}}',
  controlPlaneAt: 'Runs in {{cluster}}, namespace {{namespace}}.',
  source: {
    istiod: 'The version is what the control plane itself answered.',
    image: 'The version is read off its image.',
  },
  proxies: {
    sidecar_one: '{{count}} sidecar on {{version}}',
    sidecar_other: '{{count}} sidecars on {{version}}',
    gateway_one: '{{count}} gateway on {{version}}',
    gateway_other: '{{count}} gateways on {{version}}',
    virtualMachine_one: '{{count}} machine on {{version}}',
    virtualMachine_other: '{{count}} machines on {{version}}',
    unknownVersion: 'an unknown version',
  },
  restart: {
    pods_one: '{{count}} pod runs an older proxy than its control plane.',
    pods_other: '{{count}} pods run an older proxy than their control plane.',
    machines_one:
      '{{count}} machine runs an older proxy than its control plane.',
    machines_other:
      '{{count}} machines run an older proxy than their control plane.',
    how: 'How to restart',
    howMachines: 'How to update',
    explain:
      'A restart gives a pod the proxy of its control plane’s version. Calls go on when more than one pod runs.',
    explainMachines:
      'Install the istio-sidecar package of the control plane’s version on the machine and restart the service istio.',
    inCluster: 'In {{cluster}}:',
    more: 'Further pods are not listed here; the commands above cover those named.',
  },
  empty: {
    title: 'Nothing of this component runs in any cluster.',
    titleIn: 'Nothing of this component runs in {{clusters}}.',
    next: 'It shows here as soon as a pod or machine carries its labels.',
  },
} as const;

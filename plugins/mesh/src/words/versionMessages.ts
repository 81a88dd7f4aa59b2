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
  securityPatch: 'security patch',
  plan: 'Plan the upgrade',
  planIn: 'Plan the upgrade: {{cluster}}',
  flavour: {
    tetrate: 'Tetrate',
    'tetrate-fips': 'Tetrate FIPS',
    other: 'another distribution',
  },
  endOfLifeOfIstio:
    'This is the date of Istio itself; whoever built this distribution may support it for longer.',
  endExpected: 'The day is what is expected today.',
  kubernetes: {
    tested: 'Kubernetes {{version}} is only tested with it.',
    tooOld: 'Kubernetes {{version}} is too old for it.',
    tooNew: 'Kubernetes {{version}} is too new for it.',
    supported: 'Istio {{istio}} supports Kubernetes {{supported}}.',
    which: 'Kubernetes: {{cluster}}',
  },
  endOfLife: 'end of life',
  endsSoon: 'support ends {{date}}',
  endOfLifeOn: 'Its support ended on {{date}}.',
  supportUnknown: 'support not known',
  versionUnknown: 'version not known',
  revision: 'revision {{revision}}',
  tags: '(tag {{tags}})',
  more: 'More',
  fromCluster: 'of {{cluster}}',
  controlPlaneAt: 'Runs in {{cluster}}, namespace {{namespace}}.',
  source: {
    istiod: 'The version is what the control plane itself answered.',
    image: 'The version is read off its image.',
    label: 'The version is read off labels that its installation wrote.',
  },
  proxies: {
    sidecar_one: '{{count}} sidecar on {{version}}',
    sidecar_other: '{{count}} sidecars on {{version}}',
    gateway_one: '{{count}} gateway on {{version}}',
    gateway_other: '{{count}} gateways on {{version}}',
    waypoint_one: '{{count}} waypoint on {{version}}',
    waypoint_other: '{{count}} waypoints on {{version}}',
    virtualMachine_one: '{{count}} machine on {{version}}',
    virtualMachine_other: '{{count}} machines on {{version}}',
    unknownVersion: 'an unknown version',
  },
  reading: {
    how: 'How is this known?',
    howIn: 'How versions are known: {{cluster}}',
    notReadable:
      'The control plane could not be asked which proxies it serves, so versions are read off images, and nothing is said of connections.',
    partial:
      'Not all of the control plane could be asked which proxies it serves. Where it was not, versions are read off images.',
  },
  disconnected: {
    some_one: '{{count}} proxy is not connected to the control plane.',
    some_other: '{{count}} proxies are not connected to the control plane.',
    which: 'Not connected: {{cluster}}',
    explain:
      'A proxy that is not connected keeps its last configuration and gets no new one, and its certificate runs out. Look at the log of its container istio-proxy.',
  },
  skew: {
    ahead_one:
      '{{count}} proxy runs a newer minor version than its control plane.',
    ahead_other:
      '{{count}} proxies run a newer minor version than their control plane.',
    aheadExplain:
      'Istio does not support this: upgrade the control plane first, or bring these back to its version.',
    behind_one:
      '{{count}} proxy is more than one minor version older than its control plane.',
    behind_other:
      '{{count}} proxies are more than one minor version older than their control plane.',
    behindExplain:
      'Istio supports proxies that are one minor version older, not more. Bring these to the control plane’s version.',
    which: 'Versions too far apart: {{cluster}}',
  },
  follows: {
    missing:
      'Namespace {{namespace}} names {{wanted}}, which no control plane and no tag bears.',
    noDefault:
      'The label istio-injection=enabled asks for the default revision, and this cluster has none. Label the namespace istio.io/rev with the revision to use.',
    mend: 'Correct its label {{label}}, or have the revision or tag made. New pods get no proxy of it until then.',
    contested:
      'More than one revision injects pods of namespace {{namespace}}: {{revision}} decides, after {{others}}.',
    contestedExplain:
      'The API server calls every webhook that selects a pod, and the last one stays. Remove the webhook that is not meant to.',
    why: 'What is wrong: {{namespace}}',
  },
  ambient: {
    captured_one: '{{count}} pod in the ambient mesh',
    captured_other: '{{count}} pods in the ambient mesh',
    ztunnel_one: '{{count}} ztunnel on {{version}}',
    ztunnel_other: '{{count}} ztunnels on {{version}}',
    without_one: '{{count}} pod is on a node without a ztunnel that is ready.',
    without_other:
      '{{count}} pods are on nodes without a ztunnel that is ready.',
    withoutExplain:
      'In the ambient mesh the ztunnel of its node carries a pod’s traffic. Tell your platform engineers to look at the DaemonSet ztunnel.',
    which: 'Without ztunnel: {{cluster}}',
    ahead:
      'A ztunnel on {{version}} is of a newer minor version than the control plane.',
    behind:
      'A ztunnel on {{version}} is more than one minor version older than the control plane.',
    skewExplain:
      'Istio does not support this. Bring ztunnel and control plane to versions that are at most one minor apart, the control plane first.',
  },
  waypoint: {
    named: 'Waypoint {{name}} in {{namespace}}',
    hidden: 'A waypoint in a namespace that you may not read',
    service_one: '{{who}} takes the traffic of {{count}} service',
    service_other: '{{who}} takes the traffic of {{count}} services',
    workload_one: '{{who}} takes the traffic of {{count}} pod',
    workload_other: '{{who}} takes the traffic of {{count}} pods',
    unused: '{{who}} is asked for, but takes no traffic.',
    why: 'Why: {{who}}',
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

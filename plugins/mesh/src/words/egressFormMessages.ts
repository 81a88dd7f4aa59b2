/** Words of the form fields of the templates for egress gateways. */
export const egressFormMessages = {
  choices: {
    error:
      'What the cluster offers could not be read: {{message}}. Names can still be typed.',
  },
  namespace: {
    label: 'Namespace',
    clusterFirst: 'Choose a cluster first',
    reading: 'Reading the namespaces…',
    choose: 'Choose a namespace',
    mayNot: 'you may not write here',
    notThere: 'The namespace is not there yet',
    askInstead:
      'You may not write to this namespace. You can still write files for Git, or ask somebody who may.',
    unknown: 'There is no namespace {{name}} that you may read.',
    mesh: {
      sidecar: 'pods get sidecars',
      ambient: 'ambient mode',
      none: 'not in the mesh',
      unknown: 'whether it is in the mesh is not known',
    },
  },
  gateway: {
    label: 'Egress gateway',
    reading: 'Reading the egress gateways…',
    choose: 'Choose an egress gateway',
    none: 'No egress gateway that was made with Meshport is shown to you. Make one with the template “Egress gateway” first.',
    error: 'The egress gateways could not be read: {{message}}',
    forbidden: 'You may not see any egress gateway: {{message}}',
    unknown:
      'There is no egress gateway {{name}} here. Choose one of the list.',
  },
  pattern: {
    label: 'How the gateway runs',
    clusterFirst: 'Choose a cluster first: what it runs decides this.',
    reading: 'Reading what the cluster runs…',
    recommended: 'Recommended here: {{pattern}}',
    isRecommended: 'recommended',
    facts: 'What {{cluster}} runs',
    notKnown: 'not known',
    name: {
      injected: 'A Deployment with Istio’s proxy',
      helm: 'Istio’s Helm chart for gateways',
      'gateway-api': 'A Kubernetes Gateway',
      waypoint: 'An ambient waypoint',
      'sidecar-direct': 'No gateway: straight from the callers’ sidecars',
    },
    means: {
      injected: 'Runs on every supported version; Meshport writes all of it.',
      helm: 'Meshport writes the values and the routes; you run the chart with your own tool.',
      'gateway-api': 'The cluster makes and keeps the pods from a Gateway.',
      waypoint: 'For namespaces in ambient mode; it can serve wildcards.',
      'sidecar-direct':
        'Only declares the hosts, wildcards too; nothing stands between the callers and the hosts.',
    },
  },
  upstream: {
    title: 'Host {{number}}',
    host: 'Host',
    hostHelp:
      'The full name of the host outside the mesh: no https:// and no path.',
    protocol: 'How services call it',
    protocols: {
      'TLS-ORIGINATION': 'Services call http://, the gateway adds encryption',
      'TLS-PASSTHROUGH': 'Services call https:// themselves',
      HTTP: 'Services call http://, and it stays unencrypted',
      TCP: 'Neither: a database, a queue or another protocol',
    },
    means: {
      'TLS-ORIGINATION':
        'Recommended. The mesh sees methods and paths, so that its policies and metrics work for these calls, and the host’s certificate is verified.',
      'TLS-PASSTHROUGH':
        'Nobody on the way looks inside, neither the mesh nor the gateway; who calls which host is still known and limited.',
      HTTP: 'Everybody between the gateway and the host can read it.',
      TCP: 'The gateway only passes bytes on. It takes a fixed address of the host and a port of the gateway of its own.',
    },
    port: 'Port of the host',
    portHelp: 'Leave it empty for {{port}}.',
    portNeeded: 'For example 5432 for PostgreSQL.',
    more: 'More about this host',
    addresses: 'Fixed addresses of the host',
    addressesHelp:
      'Only where the cluster’s DNS does not know the host; parted by commas.',
    addressesTcp:
      'Where calls to the host go, parted by commas: without a name in the call, only the address tells it.',
    gatewayPort: 'Port of the gateway for it',
    gatewayPortHelp: 'Leave it empty, and a free one is taken.',
    add: 'Add another host',
    remove: 'Remove {{host}}',
  },
  tls: {
    title: 'Encryption to the host',
    mutual: 'The host asks for a client certificate',
    credential: 'Secret',
    credentialSimple:
      'Only for a host with a private authority: the name of a Secret in the gateway’s namespace with its ca.crt.',
    credentialMutual:
      'The name of a Secret in the gateway’s namespace with tls.crt, tls.key and the host’s ca.crt.',
    sni: 'Server name',
    sniHelp: 'Leave it empty when it is the host.',
    names: 'Names in the host’s certificate',
    namesHelp:
      'The certificate has to bear one of them. Leave it empty for the server name.',
    never:
      'Only names are typed here. Never paste a certificate or a key into a form: what is typed is kept.',
  },
  exposure: {
    title: 'From outside',
    wanted: 'Let callers outside the mesh reach it too, under a name of ours',
    host: 'Name that they call',
    hostHelp: 'A name of yours that leads to the ingress gateway.',
    ingress: 'Ingress gateway',
    choose: 'Choose an ingress gateway',
    noIngress:
      'No ingress gateway is known in this cluster, so nothing can be exposed.',
    kind: {
      istio: 'an Istio ingress gateway',
      'gateway-api': 'a Gateway of the Gateway API',
    },
    credential: 'Secret with the certificate of that name',
    credentialHelp:
      'A TLS Secret in the ingress gateway’s namespace; using it takes a permission of its own.',
    redirect: 'Answer plain http:// with a redirect to https://',
  },
  access: {
    label: 'Who may use the gateway',
    mode: {
      named: 'Only those who are named (recommended)',
      namespaces: 'Every service of whole namespaces',
    },
    means: {
      named:
        'The way to the gateway is encrypted and each caller proves who it is; everybody else is refused.',
      namespaces:
        'Nobody has to prove who it is. The gateway’s own namespace may always use it.',
    },
    namespace: 'Namespace of the callers',
    accounts: 'Service accounts',
    allAccounts: 'all of the namespace',
    accountsTyped: 'Parted by commas. Leave it empty for all of the namespace.',
    add: 'Add another namespace',
    remove: 'Remove {{namespace}}',
    further: 'Further namespaces',
    furtherHelp: 'Their services may use the gateway too.',
    none: 'None',
    rights:
      'You need the right to write in each of these too, because their calls are led elsewhere.',
    listener:
      'A PeerAuthentication does not protect a gateway’s own listeners.',
    listenerWhy:
      'It only decides what sidecars accept. What keeps others out of this gateway is that its callers are named.',
  },
  options: {
    lead: 'Everything here has a sensible default: open only what you need.',
    pods: {
      title: 'Pods and resources',
      label: 'How many pods',
      fixed: 'A fixed number',
      scaled: 'As many as the load needs',
      number: 'Pods',
      numberHelp: 'Two or more, so that calls go on while a node is renewed.',
      least: 'At least',
      most: 'At most',
      cpu: 'Processor use to keep to, in %',
      budget:
        'Keep one pod running while nodes are renewed (PodDisruptionBudget)',
      requests: { cpu: 'Processor asked for', memory: 'Memory asked for' },
      limits: { cpu: 'Most processor', memory: 'Most memory' },
    },
    readiness: {
      title: 'Readiness',
      wanted: 'Ready only while a host answers',
      warning:
        'While that host is away, no pod is ready, and calls to every host of this gateway fail.',
      host: 'Which host',
      timeout: 'Seconds to wait for its answer',
    },
    authorization: {
      title: 'An authorizer for every call',
      label: 'Ask this authorizer',
      help: 'For example Open Policy Agent. It is asked before each call and may refuse it.',
      nobody: 'Nobody',
      none: 'The mesh configuration of this cluster names no authorizer (extensionProviders).',
    },
    log: {
      title: 'Access log',
      label: 'Which calls are logged',
      default: 'As the mesh does it',
      all: 'Every call',
      errors: 'Failed calls only',
    },
    fences: {
      title: 'Closing other ways',
      network: 'Callers may leave the cluster by this gateway only',
      networkMeans:
        'A NetworkPolicy in the callers’ namespaces. The review shows which calls it closes, and whether the network enforces it.',
      strict: 'Only encrypted calls to services in {{namespace}}',
      strictMeans:
        'A strict PeerAuthentication for the whole namespace. The review shows who would be cut off. It does not protect the gateway itself.',
    },
    revision: {
      title: 'Control plane',
      label: 'Revision of the control plane',
      default: 'The default one',
    },
  },
  review: {
    title: 'What will happen',
    error: 'It could not be checked: {{message}}',
    outage:
      'It could not be checked again ({{message}}). What you see may be old.',
    missing: {
      cluster: 'Choose a cluster first.',
      gateway: 'Choose a gateway first.',
      input: 'This gateway cannot be changed by the form.',
    },
    again: 'Check again',
    problems: '{{number}} things have to be mended first:',
    problemsOne: 'One thing has to be mended first:',
    counts: {
      created: '{{number}} objects are new',
      createdOne: '1 object is new',
      changed: '{{number}} objects change',
      changedOne: '1 object changes',
      unchanged: '{{number}} objects stay as they are',
      unchangedOne: '1 object stays as it is',
    },
    deletes: '{{number}} are deleted.',
    objects: '{{number}} objects in {{namespaces}} namespaces.',
    nothing: 'Everything is there already: nothing would change.',
    rehearsed: 'The cluster has rehearsed it and would accept it.',
    refused: {
      apply:
        'You may not write all of it, so it cannot be applied. Ask for it instead:',
      request: 'You may not write all of it yourself; a request says who may:',
      files: 'You may not write all of it to the cluster yourself:',
    },
    approvalNeeded: 'A policy wants somebody to approve it first.',
    noApproval: 'No approval is needed.',
    askInstead: 'Go back and choose “Ask for it”.',
    impacts: 'What it does to others',
    noImpacts: 'Nobody else would notice it.',
    findings: 'Findings',
    noFindings: 'It causes no finding.',
    caused: 'It would cause:',
    cured: 'It would mend:',
    credentials: 'Certificates',
    manifests: 'Objects',
    deleted: 'What is deleted',
    helm: 'Values for the gateway chart',
    helmMeans:
      'The pods come from Istio’s chart: install it with these values, then the routes find them.',
  },
} as const;

/** Words of the form fields of the templates for virtual machines. */
export const vmFormMessages = {
  service: {
    label: 'How others call the machines',
    reading: 'Reading the services of the namespace…',
    kind: {
      existing: 'By a service of the cluster (recommended)',
      Service: 'By a new service of the cluster',
      ServiceEntry: 'By a host name of their own',
      none: 'Not at all',
    },
    means: {
      existing: 'Machines answer beside the pods, under the same name.',
      Service: 'Its name is made together with the machines.',
      ServiceEntry: 'A name that no service of the cluster has.',
      none: 'The machines call services of the mesh; nobody calls them by a name.',
    },
    existing: 'Service',
    existingHelp:
      'Its labels and ports are taken over, so that it leads to the machines too.',
    choose: 'Choose a service',
    none: 'There is no service in this namespace yet. Have one made.',
    has: '{{pods}} pods, {{machines}} machines · ports {{ports}}',
    newName: 'Name of the new service',
    host: 'Host name',
    hostHelp: 'The full name that callers use.',
  },
  ports: {
    title: 'Where the application listens',
    one: 'Port {{number}}',
    number: 'Port',
    name: 'Name',
    protocol: 'Protocol',
    target: 'On the machine, if another',
    add: 'Add another port',
    remove: 'Remove {{port}}',
  },
  protocol: {
    HTTP: 'HTTP',
    HTTP2: 'HTTP/2',
    GRPC: 'gRPC',
    HTTPS: 'HTTPS, encrypted by the application',
    TLS: 'TLS, encrypted by the application',
    TCP: 'Anything else (TCP)',
  },
  probe: {
    label: 'How the machine finds out that the application is well',
    kind: {
      httpGet: 'By an HTTP request',
      tcpSocket: 'By opening a connection',
      exec: 'By a program on the machine',
      none: 'Not at all',
    },
    withoutMeans:
      'A machine that is connected then counts as well, and gets calls, even when its application has stopped.',
    path: 'Path',
    port: 'Port on the machine',
    command: 'Program and its arguments',
    commandHelp:
      'The full path of the program, then one argument a line. No shell reads it.',
    times: 'How often and how patiently',
    periodSeconds: 'Every … seconds',
    timeoutSeconds: 'Seconds to wait',
    failureThreshold: 'Failures in a row',
    initialDelaySeconds: 'Seconds before the first',
  },
  labels: {
    title: 'Labels of the machines',
    app: 'Application',
    appHelp: 'The label app, by which services find machines.',
    version: 'Version',
    versionHelp: 'The label version, by which routes tell machines apart.',
  },
  network: {
    label: 'The network of the machines',
    reading: 'Reading the networks of the mesh…',
    same: 'The one of the pods',
    other: 'Another one',
    means: {
      same: 'Pods and machines reach each other by their own addresses; firewalls let them.',
      other:
        'They do not. Calls between them go through gateways: the machines’ network needs one for calls to machines.',
    },
    name: 'Network',
    another: 'One that is not in the list',
    newName: 'Name of the network',
    newHelp: 'As the mesh is to know it.',
  },
  istiod: {
    label: 'Address at which the machines reach the control plane',
    help: 'An IP address. Leave it empty where the cluster’s east-west gateway has one.',
    found:
      'Leave it empty for the east-west gateway. Known: {{address}} ({{where}}).',
    none: 'No gateway with an address offers the control plane to machines here, so an address has to be given.',
  },
  revision: {
    label: 'Control plane of the machines',
    help: 'A revision, or a tag that leads to one.',
    default: 'The default one',
  },
  identity: {
    title: 'Who the machines are in the mesh',
    account: 'Service account',
    accountHelp:
      'Leave it empty for one of their own, which can be cut off without cutting off anybody else.',
    shared:
      'Pods use {{account}} already: what lets them in lets the machines in, and machines cannot be cut off without them.',
    label: 'Identity',
    group: 'One for all machines of the group',
    machine: 'One for each machine, so that each can be cut off by itself',
  },
  registration: {
    label: 'How machines come onto the list',
    itself: 'They register themselves (recommended)',
    named: 'Each is named beforehand',
    means: {
      itself: 'For any number of machines that come and go.',
      named: 'Name and address are given when it gets its code or its bundle.',
    },
  },
  capture: {
    title: 'How calls come into the mesh',
    label: 'How calls of the application come into the mesh',
    iptables: 'They are redirected with iptables (recommended)',
    listeners: 'iptables may not be used on the machines',
    means: {
      iptables: 'The application calls as before.',
      listeners:
        'The application has to listen on 127.0.0.1 only, and calls what is named here.',
    },
  },
  excluded: {
    outbound: 'Ports of other hosts that are called past the mesh',
    inbound: 'Ports of the application that are called past the mesh',
    means: {
      outbound:
        'Parted by commas. Such calls are not encrypted by the mesh and bear no identity, e.g. to a database outside.',
      inbound:
        'Of the ports above. Such calls come in without encryption and without the policies of the mesh, e.g. for a monitoring agent.',
    },
  },
  dependency: {
    lead: 'Each service that the application calls; its name is then in /etc/hosts of the machine.',
    host: 'Host',
    port: 'Port',
    add: 'Add another service',
    remove: 'Remove {{host}}',
    httpProxy: 'The application can use an HTTP proxy',
    httpProxyMeans:
      'One proxy on the machine for all services that speak HTTP on port 80, told by http_proxy, in place of the names in /etc/hosts.',
  },
  share: {
    title: 'Sharing calls between machines and pods',
    wanted: 'Decide how many calls go to machines',
    means:
      'For moving from machines to pods, or back, step by step. Without it every healthy machine and pod gets its part.',
    percent: 'Per cent of the calls that go to machines',
    percentHelp: 'Begin with 0 and go on from the page of the request.',
    noService: 'Calls are shared by a service; choose one first.',
  },
  place: {
    title: 'Where the machines are',
    locality: 'Region, zone',
    localityHelp: 'Parted by /, so that nearer ones are called first.',
    weight: 'Weight',
    weightHelp: 'Against other machines, 1 to 128.',
  },
  newNamespace: {
    title: 'If the namespace is not there',
    wanted: 'Make namespace {{namespace}} if it is not there',
    revision: 'Control plane that serves pods there',
    revisionHelp: 'Machines join with or without it.',
    nobody: 'None: pods get no sidecar',
  },
  review: {
    clear: 'Nothing was found that would keep a machine from joining.',
    stopsOne: 'One thing would keep machines from joining; see below.',
    stops: '{{number}} things would keep machines from joining; see below.',
    findings: 'Checked before it is asked for',
  },
} as const;

/** Words of a request's page about machines that join, stay and leave. */
export const joiningMessages = {
  enrol: {
    title: 'Get it onto the machine',
    reading: 'Reading the codes…',
    lead: 'Make a code, run one line on the machine, and type the code there when it asks.',
    leadMore:
      'A machine is in already. A further code lets in another one, or the same one anew.',
    leadAgain:
      'A machine cannot come back with what it has. Make a new code and run the line on it again.',
    leadDownload: 'Download the files, and carry them straight to the machine.',
    missing:
      'A code would be of no use yet. An administrator has to set this up first:',
    make: 'Make a one-time code',
    again: 'Make a new one-time code',
    download: 'Download the files instead',
    downloadMeans:
      'For a machine that does not reach this portal. They hold a token that lives an hour: carry them straight to the machine. Every download is written down.',
  },
  options: {
    title: 'More about the code or the files',
    machineName: 'Name of the machine',
    machineNameHelp: 'Machines of this group are named beforehand.',
    machineAddress: 'Address of the machine',
    form: 'How the machine gets it',
    forms: {
      line: 'Somebody runs a line on it and types the code (recommended)',
      'cloud-init': 'It is made by cloud-init',
      ansible: 'Ansible sets it up',
    },
    noStanding:
      'Codes for cloud-init and Ansible are switched off in this portal.',
    minutes: 'Minutes to live',
    minutesHelp: 'At most {{most}}.',
    uses: 'Machines that may use it',
    usesHelp: 'At most {{most}}.',
    cidr: 'Only from these addresses',
    cidrHelp: 'Leave it empty for anywhere.',
    address: 'Others reach the machine',
    addresses: {
      own: 'At its own address',
      internal: 'At another of its addresses',
      external: 'At a public address that is not its own',
    },
    keepsDns: 'Leave name lookups on the machine alone',
    keepsDnsMeans:
      'Names of services in the mesh are then found only where the machine’s own DNS knows them.',
  },
  code: {
    runLine: 'Run this on the machine. Nothing in it is secret:',
    typeCode:
      'When it asks for the code, type this. It is shown only now, and only here:',
    askedFor:
      'When Ansible asks for the code, type this. It is shown only now:',
    useForm: {
      'cloud-init':
        'The user data of the machine. The code is in it: treat it as a secret, and let it live no longer than needed.',
      ansible: 'A playbook for the machine. It asks for the code when it runs.',
    },
    saveForm: 'Save as a file',
    lives:
      'The code is good until {{when}}, once, and nobody can look it up again.',
    usedBy: '{{hostname}} ({{address}}) used the code.',
    ended: {
      used: 'The code was used.',
      expired: 'The code has expired unused. Make another one.',
      revoked: 'The code was revoked.',
    },
    close: 'Hide it',
  },
  codes: {
    title: 'Codes so far',
    open: 'Good until {{when}}',
    left: '({{left}} of {{uses}} uses left)',
    used: 'Used',
    expired: 'Expired unused',
    revoked: 'Revoked',
    revokedBy: 'Revoked by {{person}}',
    madeBy: 'made by {{person}} {{when}}',
    from: 'only from',
    redeemed: {
      given: '{{hostname}} ({{address}}) used it {{when}}.',
      unfinished:
        '{{hostname}} ({{address}}) began to use it {{when}}; whether it got its files is not known.',
      failed:
        '{{hostname}} ({{address}}) tried it {{when}}; no files could be made, and the use was given back.',
    },
    source: 'The call came from {{source}}.',
    revoke: 'Revoke',
  },
  progress: {
    title: 'How far it is',
    reading: 'Looking for the machines…',
    only: {
      waiting: '{{name}} is expected and has not joined yet.',
      joined: '{{name}} has joined.',
      healthy: '{{name}} has joined and is healthy.',
      unhealthy: '{{name}} has joined, and its application is not healthy.',
      disconnected: '{{name}} is not connected any more.',
    },
    some: '{{good}} of {{total}} machines are in and well.',
    none: 'No machine has joined yet.',
    gone: 'No machine of this request is in the mesh any more.',
    stillThere:
      'Machines of this request that are still in the mesh: {{number}}.',
  },
  waitsFor: {
    approved: 'It waits for its approval.',
    prepared: 'The cluster is being prepared for the machines.',
    code: 'The cluster is ready. Make a code for the first machine.',
    redeemed: 'It waits for the machine to use the code.',
    registered: 'The machine has its files. It waits for the machine to join.',
    connected: 'It waits for the machine to connect.',
    healthy: 'The machine has joined. It waits for its health check.',
  },
  step: {
    approved: 'Approved',
    prepared: 'Cluster prepared',
    code: 'Code made',
    redeemed: 'Machine used it',
    registered: 'Machine registered',
    connected: 'Machine connected',
    healthy: 'Application healthy',
  },
  machine: {
    waiting: 'expected',
    joined: 'joined',
    healthy: 'healthy',
    unhealthy: 'unhealthy',
    disconnected: 'lost',
    newCode: 'Make a new code for it above.',
  },
  causes: 'What may keep it back, the likeliest first:',
  causesFurther:
    'What may keep a further machine back, or one from coming back, the likeliest first:',
  drift: 'What machines were told does not hold any more:',
  alarm: {
    title: 'A machine came back',
    since: 'It has been connected since {{when}}.',
    was: 'It connected {{when}} and is gone again.',
  },
  shift: {
    title: 'Sharing the calls',
    now: '{{machines}} % of the calls go to machines, {{pods}} % to pods.',
    notShared: 'No route shares the calls now.',
    stations: 'Steps of the way',
    step: 'Go on to {{percent}} %…',
    back: 'Go back to {{percent}} %…',
    askTitle: 'Send {{percent}} % of the calls to machines',
    askWarning:
      'This makes a request of its own; where a policy wants it, somebody approves it first.',
    askAction: 'Ask for it',
    underWay: 'A step is under way',
  },
  after: {
    title: 'Taking a machine out again',
    titleRetired: 'After the removal',
    uninstall: 'On the machine, this takes the agent off again:',
  },
  cutOff: {
    none: 'Machines that are not taken off can be cut off.',
    asked: 'Somebody asked for them to be cut off.',
    inForce: 'The machines are cut off.',
    identity: 'Whoever calls as',
    shared: 'These would be cut off too:',
    ask: 'Cut them off…',
    askTitle: 'Cut these machines off',
    askAction: 'Ask for the cut-off',
  },
  askReason: 'Why (who approves it reads this; may stay empty)',
  openRequest: 'Open its request',
} as const;

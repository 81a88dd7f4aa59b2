import { stringify } from 'yaml';
import {
  CODE_FILE,
  EnrolmentCall,
  fetchCommand,
  joinCommand,
  WORK_FOLDER,
} from './enrolmentCall';

/** A playbook that asks for the code when it is run. */
export function ansiblePlaybook(call: EnrolmentCall): string {
  const join = [
    {
      name: 'Make a folder in memory',
      'ansible.builtin.file': {
        path: WORK_FOLDER,
        state: 'directory',
        owner: 'root',
        mode: '0700',
      },
      changed_when: false,
    },
    {
      name: 'Lay down the code, for root only',
      'ansible.builtin.command': {
        argv: ['sh', '-c', `umask 077; cat >${CODE_FILE}`],
        stdin: '{{ meshport_code }}',
      },
      changed_when: false,
      no_log: true,
    },
    {
      name: 'Fetch the script',
      'ansible.builtin.command': { argv: fetchCommand(call) },
      changed_when: false,
    },
    {
      name: 'Join',
      'ansible.builtin.command': { argv: joinCommand(call) },
      register: 'meshport',
      changed_when: "'in the mesh already' not in meshport.stdout",
    },
  ];
  const play = {
    name: 'Let machines join the mesh',
    hosts: 'mesh_machines',
    become: true,
    gather_facts: false,
    vars_prompt: [
      {
        name: 'meshport_code',
        prompt: 'Code from the page of the request',
        private: true,
      },
    ],
    tasks: [
      {
        name: 'Join the mesh',
        block: join,
        always: [
          {
            name: 'Take the code away again',
            'ansible.builtin.file': { path: WORK_FOLDER, state: 'absent' },
            changed_when: false,
          },
        ],
      },
    ],
  };
  return [
    `# Lets machines join the mesh, for request ${call.request}.`,
    '# ansible-playbook -i INVENTORY join-mesh.yaml   (machines: group mesh_machines)',
    '# It asks for the code, so that it stands in no file. A machine that is in the',
    '# mesh already is left as it is, and uses no code.',
    stringify([play], { lineWidth: 0 }),
  ].join('\n');
}

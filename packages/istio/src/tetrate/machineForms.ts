import { stringify } from 'yaml';
import { installScript, PackagePin } from './installScript';
import type { TetrateOnboardingInput } from './TetrateOnboardingInput';

const SCRIPT_PATH = '/usr/local/sbin/meshport-join.sh';

function yamlOf(content: unknown): string {
  return stringify(content, { lineWidth: 0 });
}

/**
 * The same as cloud-init user data, for machines of a scaling group.
 *
 * @public
 */
export function cloudInitOf(
  input: TetrateOnboardingInput,
  pins?: readonly PackagePin[],
): string {
  return `#cloud-config\n${yamlOf({
    write_files: [
      {
        path: SCRIPT_PATH,
        owner: 'root:root',
        permissions: '0755',
        content: installScript(input, pins),
      },
    ],
    runcmd: [['sh', SCRIPT_PATH]],
  })}`;
}

/**
 * The same as an Ansible playbook. Running it again changes nothing but what
 * has changed in it.
 *
 * @public
 */
export function ansibleOf(
  input: TetrateOnboardingInput,
  pins?: readonly PackagePin[],
): string {
  const { name, namespace } = input.machines;
  return yamlOf([
    {
      name: `Machines join ${namespace}/${name}`,
      hosts: '{{ machines | default("all") }}',
      become: true,
      tasks: [
        {
          name: 'Place the script',
          'ansible.builtin.copy': {
            dest: SCRIPT_PATH,
            owner: 'root',
            group: 'root',
            mode: '0755',
            // Taken as it is: Ansible would read braces in it.
            content: `{% raw %}${installScript(input, pins)}{% endraw %}`,
          },
          register: 'script',
        },
        {
          name: 'Look whether the machine has joined',
          'ansible.builtin.uri': { url: 'http://127.0.0.1:15000/ready' },
          register: 'ready',
          failed_when: false,
          changed_when: false,
        },
        {
          name: 'Have it join',
          'ansible.builtin.command': { argv: ['sh', SCRIPT_PATH] },
          when: 'script is changed or ready.status | default(0) != 200',
        },
      ],
    },
  ]);
}

import { stringify } from 'yaml';
import {
  CODE_FILE,
  EnrolmentCall,
  fetchCommand,
  joinCommand,
  WORK_FOLDER,
} from './enrolmentCall';

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word)
    ? word
    : `'${word.replace(/'/g, `'\\''`)}'`;
}

function command(words: string[]): string {
  return words.map(quoted).join(' ');
}

/** User data for cloud-init: it lays down the code in memory, and joins once. */
export function cloudConfig(call: EnrolmentCall, code: string): string {
  const config = {
    write_files: [
      {
        path: CODE_FILE,
        owner: 'root:root',
        permissions: '0600',
        content: code,
      },
    ],
    runcmd: [
      [
        'sh',
        '-c',
        [
          'umask 077',
          `trap 'rm -rf ${WORK_FOLDER}' EXIT`,
          `${command(fetchCommand(call))} &&`,
          `  ${command(joinCommand(call))}`,
          '',
        ].join('\n'),
      ],
    ],
  };
  return [
    '#cloud-config',
    `# Lets machines join the mesh, for request ${call.request}.`,
    '# There is a code in here that machines redeem: whoever can read this text',
    '# or the user data of such a machine can use it while it lives. Revoke it on',
    '# the page of the request when the machines are there.',
    stringify(config, { lineWidth: 0 }),
  ].join('\n');
}

import { existsSync } from 'fs';
import { homedir } from 'os';
import { delimiter, join } from 'path';

/** The real istioctl: of the test equipment, or on the path. */
export function istioctlProgram(): string | undefined {
  const folders = [
    process.env.MESHPORT_ORACLE,
    join(homedir(), '.cache/meshport-oracle'),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return folders
    .filter((folder): folder is string => Boolean(folder))
    .map(folder => join(folder, 'istioctl'))
    .find(file => existsSync(file));
}

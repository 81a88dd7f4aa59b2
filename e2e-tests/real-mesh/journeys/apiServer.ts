import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { oidc } from '../../real-api/oidc';
import { reflectorUnderFaults } from '../../real-api/reflectorUnderFaults';
import { restarts } from '../../real-api/restarts';
import { Journey } from './Journey';

/** Beside the mesh, an API server of its own, so that nobody else suffers. */
export const apiServer: Journey = {
  title: 'The inventory on a real API server in trouble',
  async run(checks, { mesh, work, cleanUp }) {
    const folder = join(work, 'in-trouble');
    mkdirSync(folder);
    const options = { bin: mesh.bin, work: folder, cleanUp };
    await restarts(checks, options);
    await oidc(checks, options);
    await reflectorUnderFaults(checks, { ...options, writes: 1600 });
  },
};

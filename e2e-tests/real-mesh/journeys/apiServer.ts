import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { reflectorUnderFaults } from '../../real-api/reflectorUnderFaults';
import { Journey } from './Journey';

/** Beside the mesh, an API server of its own, so that nobody else suffers. */
export const apiServer: Journey = {
  title: 'The inventory on a real API server in trouble',
  run(checks, { mesh, work, cleanUp }) {
    const folder = join(work, 'in-trouble');
    mkdirSync(folder);
    return reflectorUnderFaults(checks, {
      bin: mesh.bin,
      work: folder,
      writes: 1600,
      cleanUp,
    });
  },
};

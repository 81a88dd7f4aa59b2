// A backend with the mesh plugin alone, as a process of its own:
//
//   node --require @backstage/cli/config/nodeTransform.cjs backendProgram.ts --config FILE [--wait]
//
// With --wait it loads its code and starts when its input ends.
import { createBackend } from '@backstage/backend-defaults';
import meshPlugin from '..';

const backend = createBackend();
backend.add(meshPlugin);
if (process.argv.includes('--wait')) {
  process.stdin.once('end', () => backend.start()).resume();
} else {
  backend.start();
}

// A backend with the mesh plugin alone, as a process of its own:
//
//   node --require @backstage/cli/config/nodeTransform.cjs backendProgram.ts --config FILE
import { createBackend } from '@backstage/backend-defaults';
import meshPlugin from '..';

const backend = createBackend();
backend.add(meshPlugin);
backend.start();

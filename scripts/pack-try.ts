// Packs what is published, installs the tarballs in a portal fresh from
// create-app, and looks for the actions and cards there.
//
//   npm run pack:try -- [--keep]     --keep leaves the portal, and says where
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingBrowser } from '../e2e-tests/support/browser';
import { Checks } from '../e2e-tests/support/Checks';
import { eventually } from '../e2e-tests/support/eventually';
import { freePort } from '../e2e-tests/support/ports';
import { Portal } from '../e2e-tests/support/Portal';
import { CleanUp } from '../e2e-tests/support/programs';
import { endInTime } from '../e2e-tests/support/timeLimit';
import { startDevCluster } from './pack-try/devCluster';
import { FreshPortal } from './pack-try/FreshPortal';
import { cardsOf } from './pack-try/cards';
import { complaints, pack, publishedPackages } from './pack-try/packages';
import { portalConfig } from './pack-try/portalConfig';

const ACTIONS = [
  'mesh:egressGateway:apply',
  'mesh:egressGateway:generate',
  'mesh:manifests:apply',
];
const CARDS = ['Mesh version', 'Virtual machines', 'Policies'];
const MINUTES = 25;

async function tryPackages(checks: Checks, cleanUp: CleanUp): Promise<void> {
  const root = join(__dirname, '..');
  const work = mkdtempSync(join(tmpdir(), 'meshport-pack-try-'));
  if (process.argv.includes('--keep')) {
    console.log(`The portal stays in ${work}.`);
  } else {
    cleanUp.add(() => rmSync(work, { recursive: true, force: true }));
  }
  const packages = publishedPackages(root, join(work, 'tarballs'));
  const portal = new FreshPortal(root, work, await yarnSettings(root));
  const port = await freePort();
  const url = `http://localhost:${port}`;

  await checks.must(`${packages.length} packages are built and packed`, () =>
    pack(root, packages, join(work, 'tarballs')),
  );
  await checks.must('the tarballs are complete', async () => {
    const all = await Promise.all(packages.map(complaints));
    if (all.flat().length > 0) throw new Error(all.flat().join('; '));
  });
  await checks.must('create-app makes a portal', () => portal.create());
  await checks.must('the tarballs are installed in it', () =>
    portal.install(packages),
  );
  await checks.check('their types are found', () =>
    portal.typeCheck(join(__dirname, 'pack-try/imports.ts')),
  );
  portal.copy(join(__dirname, 'pack-try/ratings.yaml'), 'ratings.yaml');
  await checks.must('a development cluster runs', async () => {
    const kubeconfig = await startDevCluster(root, work, cleanUp);
    portal.configure(portalConfig(url, port, kubeconfig));
  });
  console.log(
    '      (one line is added to its backend, which lists features in code: backend.add(discoveryFeatureLoader))',
  );
  portal.discoverFeatures();
  await checks.must('the web pages are built', () => portal.buildApp());

  const backend = portal.startBackend(join(work, 'backend.log'));
  cleanUp.add(() => backend.stop());
  let token = '';
  await checks.must('the backend starts and signs a guest in', async () => {
    token = await eventually(180, async () => {
      if (!backend.alive()) throw new Error(`it ended: ${backend.tail()}`);
      const session = await new Portal(url).request('/api/auth/guest/refresh');
      return session.backstageIdentity.token;
    });
  });
  const guest = new Portal(url, token);
  for (const action of ACTIONS) {
    await checks.check(`the scaffolder offers ${action}`, async () => {
      const actions = await guest.request<{ id: string }[]>(
        '/api/scaffolder/v2/actions',
      );
      if (!actions.some(({ id }) => id === action)) {
        const ours = actions.filter(({ id }) => id.startsWith('mesh:'));
        throw new Error(
          `of ours it offers ${JSON.stringify(ours.map(({ id }) => id))}`,
        );
      }
    });
  }
  await checks.check('the mesh backend answers for the component', () =>
    eventually(60, async () => {
      const answer = await guest.card('ratings', 'version');
      if (!answer.items.some((item: any) => item.instances.inMesh > 0)) {
        throw new Error(`it knows ${JSON.stringify(answer).slice(0, 500)}`);
      }
    }),
  );
  const noBrowser = missingBrowser();
  if (noBrowser) {
    CARDS.forEach(card => checks.skip(`the page shows ${card}`, noBrowser));
    return;
  }
  const shown: string[] = [];
  await checks.must('the page of the component opens', async () => {
    shown.push(
      ...(await cardsOf(url, '/catalog/default/component/ratings', CARDS)),
    );
  });
  for (const card of CARDS) {
    await checks.check(`the page shows ${card}`, async () => {
      if (!shown.includes(card))
        throw new Error(`it shows ${shown.join(', ') || 'none'}`);
    });
  }
}

/** The environment for yarn outside the repository, from npm's settings. */
async function yarnSettings(root: string): Promise<NodeJS.ProcessEnv> {
  const { isHomeWritable, npmSettings, yarnEnvironment } = await import(
    // @ts-ignore plain JavaScript, which must run before anything is installed
    './run/npmSettings.mjs'
  );
  const { settings } = await npmSettings({ root });
  const homeWritable = isHomeWritable();
  const env = yarnEnvironment({
    settings,
    env: process.env,
    root,
    homeWritable,
  });
  return { ...process.env, ...env };
}

endInTime('pack:try', MINUTES, async (checks, cleanUp) => {
  await checks.part('Packages in a fresh portal', () =>
    tryPackages(checks, cleanUp),
  );
});

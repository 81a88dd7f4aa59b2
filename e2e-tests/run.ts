// The journeys through the demo portal in a real browser.
//
//   npm run e2e [-- --screenshots] [--only PATTERN]
//
//   --only          journeys whose title matches the regular expression
//   --screenshots   writes the pictures of the documentation to docs/images
//
// MESHPORT_URL, MESHPORT_FOLDER and MESHPORT_CONTROL name a demo that runs
// already (its address, its --folder and the address of its --control port).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accessible } from './portal/accessible';
import { discoveryScope } from './portal/discoveryScope';
import { egressByForm } from './portal/egressByForm';
import { egressGateways } from './portal/egressGateways';
import { egressGuided } from './portal/egressGuided';
import { findings } from './portal/findings';
import { fleet } from './portal/fleet';
import { forbidden } from './portal/forbidden';
import { meshEncryption } from './portal/meshEncryption';
import { legacyApp } from './portal/legacyApp';
import { liveChange } from './portal/liveChange';
import { outage } from './portal/outage';
import { policyQuestions } from './portal/policyQuestions';
import { readCards } from './portal/readCards';
import { certificates } from './portal/certificates';
import { remoteClusters } from './portal/remoteClusters';
import { requests } from './portal/requests';
import { Situation } from './portal/situation';
import { tetrateMachines } from './portal/tetrateMachines';
import { versionCard } from './portal/versionCard';
import { virtualMachines } from './portal/virtualMachines';
import { launch, missingBrowser } from './support/browser';
import { Demo } from './support/demo';
import { endInTime } from './support/timeLimit';

const MINUTES = 32;
const START_SECONDS = 480;
const IMAGES = join(__dirname, '../docs/images');

const { values: options } = parseArgs({
  options: {
    screenshots: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const JOURNEYS = [
  readCards,
  forbidden,
  accessible,
  egressByForm,
  egressGuided,
  egressGateways,
  requests,
  virtualMachines,
  tetrateMachines,
  remoteClusters,
  certificates,
  findings,
  policyQuestions,
  meshEncryption,
  discoveryScope,
  fleet,
  versionCard,
  legacyApp,
  liveChange,
  outage,
].filter(({ title }) => new RegExp(options.only).test(title));

async function picture(name: string, take: () => Promise<Buffer>) {
  if (!options.screenshots) return;
  mkdirSync(IMAGES, { recursive: true });
  writeFileSync(join(IMAGES, `${name}.png`), await take());
}

endInTime('e2e', MINUTES, async (checks, cleanUp) => {
  const noBrowser = missingBrowser();
  if (noBrowser) {
    JOURNEYS.forEach(({ title }) => checks.skip(title, noBrowser));
    return;
  }
  const situation: Partial<Situation> = { picture };
  await checks.part('The demo and a browser', async () => {
    const { MESHPORT_URL, MESHPORT_FOLDER, MESHPORT_CONTROL } = process.env;
    await checks.must('the demo is ready', async () => {
      situation.demo =
        MESHPORT_URL && MESHPORT_FOLDER && MESHPORT_CONTROL
          ? Demo.running(MESHPORT_URL, MESHPORT_FOLDER, MESHPORT_CONTROL)
          : await Demo.start(cleanUp, START_SECONDS);
    });
    await checks.must('Chromium starts', async () => {
      const browser = await launch();
      cleanUp.add(() => browser.close());
      situation.browser = browser;
    });
  });
  if (!situation.browser) return;
  for (const { title, run } of JOURNEYS) {
    await checks.part(title, () => run(checks, situation as Situation));
  }
});

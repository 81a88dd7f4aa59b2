import { BrowserContext, Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { Kubernetes } from '../support/kubernetes';
import { approveAsked, followAsked } from './askedRequest';
import { makeIt, taskEnds } from './egressForm';
import { JoiningMachine } from './joiningMachine';
import {
  machinesForEverybody,
  machinesSeenElsewhere,
} from './machinesElsewhere';
import { throughMachineForm } from './machineForm';
import { openComponent, reads, signIn, upperPart } from './pages';
import { Journey, Situation } from './situation';

const NAMESPACE = 'bookinfo';
const NAME = 'ratings-sale';
const NETWORKING = '/apis/networking.istio.io/v1';
const GROUPS = `${NETWORKING}/workloadgroups`;
const SELECTOR = `meshport.dev/vm-group=${NAME}`;

/** A demo that ran before may have the group and its machine already. */
async function removeLeftovers(cluster: Kubernetes): Promise<void> {
  for (const [plural, selector] of [
    ['workloadentries', 'hostname=vm-04'],
    ['workloadgroups', SELECTOR],
  ]) {
    const path = `${NETWORKING}/${plural}`;
    for (const { metadata } of await cluster.list(path, selector)) {
      await cluster.delete(
        `${NETWORKING}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`,
      );
    }
  }
}

/** The part of a request's page that has this title. */
const section = (page: Page, title: string) =>
  page.getByRole('region', { name: title, exact: true });

async function askAndApprove(
  checks: Checks,
  situation: Situation,
  people: { developer: BrowserContext; platform: BrowserContext },
): Promise<Page> {
  const { demo, picture } = situation;
  const form = await openComponent(people.developer, 'ratings');
  await throughMachineForm(checks, situation, form, NAME);
  let page!: Page;
  await checks.must(
    'it is asked for, and the task links its page',
    async () => {
      await taskEnds(situation, await makeIt(form, 'Ask for it'));
      await picture('vm-task', () => upperPart(form, 900));
      page = await followAsked(form);
      await reads(page.locator('body'), ['waits for approval']);
    },
  );
  await checks.check('nobody gets a code before it is approved', async () => {
    const early = await section(page, 'Get it onto the machine').count();
    expect(early === 0, 'no such part', early);
    const made = await demo.cluster('east').list(GROUPS, SELECTOR);
    expect(made.length === 0, 'nothing in the cluster', made);
  });
  await checks.must('somebody else approves it', async () => {
    await approveAsked(people.platform, page, approved =>
      section(approved, 'Get it onto the machine').waitFor(),
    );
  });
  return page;
}

/** The code that the page shows once. */
async function makeCode(page: Page): Promise<string> {
  await section(page, 'Get it onto the machine')
    .getByRole('button', { name: 'Make a one-time code' })
    .click();
  const code = page.locator('[data-mesh-made-code] pre').nth(1);
  await code.waitFor();
  return (await code.innerText()).trim();
}

async function joins(
  checks: Checks,
  { demo, picture }: Situation,
  page: Page,
  machine: JoiningMachine,
): Promise<void> {
  const id = new URL(page.url()).pathname.split('/').pop()!;
  let code = '';
  await checks.must('the page gives a line and a code', async () => {
    code = await makeCode(page);
    const line = await page
      .locator('[data-mesh-made-code] pre')
      .first()
      .innerText();
    expect(
      /^curl --proto .*\/api\/mesh\/enrol\/script.*sudo sh -s --/.test(line),
      'a line for the machine',
      line,
    );
    expect(!line.includes(code), 'no code in the line', line);
    await picture('vm-code', () => page.screenshot());
  });
  await checks.must('the machine redeems it, once', async () => {
    const first = await machine.redeem(demo.url, id, code);
    expect(first.status === 200, 'files', first.text);
    for (const file of ['cluster.env', 'mesh.yaml', 'root-cert.pem']) {
      expect(first.files.includes(file), `${file} is there`, first.files);
    }
    const again = await machine.redeem(demo.url, id, code);
    expect(again.status === 403, 'refused', again);
  });
  await checks.check('the open page says which machine used it', async () => {
    await reads(page.locator('body'), [
      /vm-04 \(10\.0\.4\.20\) used the code/,
      'Machine used it',
    ]);
    expect(
      !(await page.content()).includes(code),
      'the code is not shown any more',
      'it is',
    );
  });
  await checks.check('it follows the machine until it is healthy', async () => {
    const progress = section(page, 'How far it is');
    await machine.connect();
    await reads(progress, [/vm-04/, /joined/]);
    await machine.answer(false, 'connection refused on port 9080');
    await reads(progress, [/not healthy/, /connection refused/i]);
    await picture('vm-unhealthy', () => page.screenshot());
    await machine.answer(true);
    await reads(progress, [/vm-04 has joined and is healthy/]);
    await page.getByText('ready', { exact: true }).first().waitFor();
    await picture('vm-joined', () => page.screenshot());
  });
  await checks.check('the files can be had by hand, too', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the files instead' }).click(),
    ]);
    expect(
      download.suggestedFilename() === `${NAME}.tar.gz`,
      'its name',
      download.suggestedFilename(),
    );
  });
  await checks.check('a code that is not wanted is revoked', async () => {
    await section(page, 'Get it onto the machine')
      .getByRole('button', { name: /one-time code/ })
      .click();
    await page.locator('[data-mesh-made-code]').waitFor();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await reads(page.locator('body'), [/The code was revoked/]);
  });
}

export const virtualMachines: Journey = {
  title: 'A virtual machine joins by request',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    await removeLeftovers(demo.cluster('east'));
    const size = { height: 1700 };
    const developer = await signIn(browser, demo.url, 'developer', size);
    const platform = await signIn(browser, demo.url, 'platform', size);
    const machine = new JoiningMachine(demo.cluster('east'), {
      namespace: NAMESPACE,
      name: NAME,
      labels: { app: 'ratings' },
    });
    const page = await askAndApprove(checks, situation, {
      developer,
      platform,
    });
    await joins(checks, situation, page, machine);
    await machinesSeenElsewhere(checks, situation, developer, NAME);
    await machinesForEverybody(checks, situation, new URL(page.url()).pathname);
    await checks.check(
      'it is removed, and a machine that comes back is told',
      async () => {
        await page
          .getByRole('button', { name: 'Remove what it made…' })
          .click();
        await page
          .getByRole('button', { name: /^Remove \d+ objects?$/ })
          .click();
        await page.getByText('removed', { exact: true }).first().waitFor();
        await reads(section(page, 'After the removal'), [
          /--uninstall/,
          /cut off/,
        ]);
        await machine.connect();
        await reads(section(page, 'A machine came back'), [/10\.0\.4\.20/]);
        await picture('vm-retired', () => page.screenshot());
        await machine.leave();
      },
    );
    await developer.close();
    await platform.close();
  },
};

import { BrowserContext, Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { makeIt, taskEnds } from './egressForm';
import { JoiningMachine } from './joiningMachine';
import { throughMachineForm } from './machineForm';
import { card, openComponent, reads, signIn, upperPart } from './pages';
import { Journey, Situation } from './situation';

const NAMESPACE = 'bookinfo';
const NAME = 'ratings-sale';
const GROUPS = '/apis/networking.istio.io/v1/workloadgroups';
const SELECTOR = `meshport.dev/vm-group=${NAME}`;
const FLEET = '/mesh/virtual-machines';

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
      const [opened] = await Promise.all([
        people.developer.waitForEvent('page'),
        form
          .locator('a', { hasText: /open the request/i })
          .first()
          .click(),
      ]);
      page = opened;
      await page.waitForURL(/\/mesh\/requests\/[-0-9a-f]{36}/);
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
    const approving = await people.platform.newPage();
    await approving.goto(new URL(page.url()).pathname);
    await approving
      .getByRole('button', { name: /Approve what is shown/ })
      .click();
    await section(approving, 'Get it onto the machine').waitFor();
    await approving.close();
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
    await reads(progress, [/not healthy/, /connection refused/]);
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
      .getByRole('button', { name: /Make a new one-time code/ })
      .click();
    await page.locator('[data-mesh-made-code]').waitFor();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await reads(page.locator('body'), [/The code was revoked/]);
  });
}

/** Where else the machine shows. */
async function seenElsewhere(
  checks: Checks,
  { picture }: Situation,
  developer: BrowserContext,
): Promise<void> {
  await checks.check(
    'the component’s card shows it, and its request',
    async () => {
      const page = await openComponent(developer, 'ratings');
      await reads(card(page, 'Virtual machines'), ['vm-04', new RegExp(NAME)]);
      await picture('vm-card', () =>
        card(page, 'Virtual machines').screenshot(),
      );
      await page.close();
    },
  );
  await checks.check('the page of all machines finds it', async () => {
    const page = await developer.newPage();
    await page.goto(FLEET);
    const fleet = page.locator('[data-mesh-machines]');
    await reads(fleet, ['vm-04', 'vm-01']);
    await picture('vm-fleet', () => upperPart(page, 700));
    await page.getByRole('searchbox').fill('vm-04');
    await page.waitForURL(/text=vm-04/);
    await eventually(20, async () => {
      const shown = await fleet.getByRole('listitem').count();
      expect(shown === 1, 'only what fits', shown);
    });
    await page.close();
  });
}

async function forEverybody(
  checks: Checks,
  { demo, browser, picture }: Situation,
  address: string,
): Promise<void> {
  for (const dark of [false, true]) {
    const theme = dark ? 'dark' : 'light';
    const context = await signIn(browser, demo.url, 'platform', {
      dark,
      height: 2200,
    });
    await checks.check(`axe finds nothing, ${theme}`, async () => {
      const page = await context.newPage();
      await page.goto(address);
      await reads(page.locator('body'), ['How far it is', 'vm-04']);
      await page.getByText('More about the code or the files').click();
      await expectAccessible(page, '[data-mesh-requests]');
      if (dark) await picture('vm-request-dark', () => page.screenshot());
      await page.goto(FLEET);
      await reads(page.locator('[data-mesh-machines]'), ['vm-04']);
      await expectAccessible(page, '[data-mesh-machines]');
    });
    await context.close();
  }
  await checks.check('both pages fit 360 px', async () => {
    const context = await signIn(browser, demo.url, 'platform', {
      width: 360,
      height: 2600,
    });
    const page = await context.newPage();
    for (const one of [address, FLEET]) {
      await page.goto(one);
      await reads(page.locator('body'), ['vm-04']);
      const width = await page.evaluate(
        () => document.documentElement.scrollWidth,
      );
      if (one === address) {
        await picture('vm-request-narrow', () => page.screenshot());
      }
      expect(width <= 360, `no overflow on ${one}`, width);
    }
    await context.close();
  });
}

export const virtualMachines: Journey = {
  title: 'A virtual machine joins by request',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
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
    await seenElsewhere(checks, situation, developer);
    await forEverybody(checks, situation, new URL(page.url()).pathname);
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
        await reads(section(page, 'A machine came back'), [/vm-04/]);
        await picture('vm-retired', () => page.screenshot());
        await machine.leave();
      },
    );
    await developer.close();
    await platform.close();
  },
};

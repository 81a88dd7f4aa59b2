import { BrowserContext, Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import { approveAsked, followAsked } from './askedRequest';
import { makeIt, nextPage, taskEnds } from './egressForm';
import { reads, signIn, upperPart } from './pages';
import { Journey, Situation } from './situation';
import { TetrateCluster } from './tetrateCluster';

const NAME = 'ratings-fleet';
const PAGE = '/mesh/tetrate-onboarding?cluster=east';
const POLICIES =
  '/apis/authorization.onboarding.tetrate.io/v1alpha1/onboardingpolicies';

/** The part of a page that has this title. */
const section = (page: Page, title: string) =>
  page.getByRole('region', { name: title, exact: true });

/** The form with its first page filled in, as a link of the portal gives it. */
function formAddress(): string {
  const formData = JSON.stringify({
    cluster: 'east',
    namespace: 'bookinfo',
    component: 'component:default/ratings',
    owner: 'group:default/team-ratings',
  });
  return `/create/templates/default/vm-onboarding-tetrate?${new URLSearchParams(
    { formData },
  )}`;
}

async function fillForm(
  checks: Checks,
  { picture }: Situation,
  page: Page,
): Promise<void> {
  await checks.must('the form asks for the machines', async () => {
    await page.goto(formAddress());
    await page.getByRole('textbox', { name: 'Name of the group' }).fill(NAME);
    await nextPage(page, 'How others call the machines');
    await page.getByRole('button', { name: /Choose a service/ }).click();
    await page.getByRole('option', { name: /^ratings/ }).click();
    await nextPage(page, 'The network of the machines');
    await page
      .locator('summary', { hasText: 'How calls come into the mesh' })
      .click();
    await page.getByRole('button', { name: 'Add another service' }).click();
    await page
      .getByPlaceholder('details.bookinfo.svc.cluster.local')
      .fill('details.bookinfo.svc.cluster.local');
    await page.getByRole('textbox', { name: /^Port/ }).first().fill('9080');
  });
  await checks.must('a rule without accounts is not let through', async () => {
    await nextPage(page, 'Rule 1');
    await reads(page.locator('[data-mesh-rule]'), [
      /names nobody in particular: it needs another approval/,
    ]);
    await page.getByRole('button', { name: 'Next' }).click();
    await page
      .getByText(/Name at least one account/)
      .first()
      .waitFor();
    await picture('tetrate-form-mistake', () => upperPart(page, 1150));
  });
  await checks.must('and one that names a role is narrow', async () => {
    await page
      .getByRole('textbox', { name: 'AWS accounts' })
      .fill('123456789012');
    await page.getByRole('textbox', { name: 'IAM roles' }).fill('ratings');
    const broad = await page.getByText(/names nobody in particular:/).count();
    expect(broad === 0, 'no warning', broad);
    await picture('tetrate-form-rules', () => upperPart(page, 1250));
  });
  await checks.must('the endpoint of the cluster is offered', async () => {
    await nextPage(page, 'Onboarding endpoint');
    await page.getByRole('button', { name: /Choose one/ }).click();
    await page
      .getByRole('option', { name: 'onboarding.east.mesh.invalid' })
      .click();
    await picture('tetrate-form-agent', () => upperPart(page, 900));
  });
  await checks.must(
    'the review shows policy, findings and who gets in',
    async () => {
      await nextPage(page, /objects are new/);
      const review = page.locator('[data-mesh-vm-review]');
      await reads(review, [
        /A policy wants somebody to approve it first/,
        'OnboardingPolicy',
        /Let in: EC2 instances of account 123456789012 with role ratings/,
      ]);
      await expectAccessible(page, '[data-mesh-vm-review]');
      await picture('tetrate-form-review', () =>
        page.locator('main, body').first().screenshot(),
      );
    },
  );
}

async function askAndApprove(
  checks: Checks,
  situation: Situation,
  people: { developer: BrowserContext; platform: BrowserContext },
): Promise<Page> {
  const form = await people.developer.newPage();
  await fillForm(checks, situation, form);
  let page!: Page;
  await checks.must('it is asked for', async () => {
    await taskEnds(situation, await makeIt(form, 'Ask for it'));
    page = await followAsked(form);
    await reads(page.locator('body'), [
      'waits for approval',
      /let in only when the request is approved/,
    ]);
  });
  await checks.must('somebody else approves it', async () => {
    await approveAsked(people.platform, page, approved =>
      section(approved, 'Machines that have joined').waitFor(),
    );
  });
  return page;
}

export const tetrateMachines: Journey = {
  title: 'Machines join by Tetrate’s onboarding',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    const size = { height: 1700 };
    const developer = await signIn(browser, demo.url, 'developer', size);
    const platform = await signIn(browser, demo.url, 'platform', size);
    const east = demo.cluster('east');
    const tetrate = new TetrateCluster(east);
    await tetrate.turnOn();
    const page = await askAndApprove(checks, situation, {
      developer,
      platform,
    });
    await checks.check('the policy names this group alone', async () => {
      const [policy] = await east.list(
        POLICIES,
        `meshport.dev/vm-group=${NAME}`,
      );
      const [{ onboardTo, workloads }] = policy.spec.allow;
      expect(
        onboardTo[0].workloadGroupSelector.matchLabels[
          'meshport.dev/vm-group'
        ] === NAME,
        'one group',
        onboardTo,
      );
      expect(workloads.length === 1, 'one kind of machine', workloads);
    });
    await checks.check('the page has what a machine runs', async () => {
      const files = page.locator('[data-mesh-tetrate-files]');
      await files.locator('summary', { hasText: 'Script' }).click();
      await reads(files, [/#!\/bin\/sh/]);
      const script = await files
        .locator('[data-mesh-file="join.sh"] pre')
        .innerText();
      expect(
        script.includes(tetrate.endpoint) && script.endsWith('main "$@"\n'),
        'the whole script',
        script.slice(-200),
      );
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as join.sh' }).click(),
      ]);
      expect(
        download.suggestedFilename() === 'join.sh',
        'its name',
        download.suggestedFilename(),
      );
      await picture('tetrate-request', () => page.screenshot());
    });
    await checks.check('it follows the first machine', async () => {
      await tetrate.join(NAME);
      await reads(section(page, 'Machines that have joined'), [
        /i-0abc/,
        /agent connected/,
      ]);
      await page.getByText('ready', { exact: true }).first().waitFor();
    });
    for (const dark of [false, true]) {
      const theme = dark ? 'dark' : 'light';
      await checks.check(`who could join is shown, ${theme}`, async () => {
        const context = await signIn(browser, demo.url, 'platform', {
          dark,
          height: 2000,
        });
        const overview = await context.newPage();
        await overview.goto(PAGE);
        await reads(overview.locator('[data-mesh-tetrate]'), [
          /onboarding\.east\.mesh\.invalid/,
          '203.0.113.80',
          'EC2 instances of account 123456789012 with role ratings',
          /i-0abc/,
        ]);
        await overview
          .getByRole('textbox', { name: 'AWS account' })
          .fill('123456789012');
        await overview.getByRole('textbox', { name: 'IAM role' }).fill('db');
        await overview.getByRole('button', { name: 'Ask' }).click();
        await reads(overview.locator('[data-mesh-join-verdicts]'), [
          new RegExp(`bookinfo/${NAME}: no`),
          /IAM role db is not ratings/,
        ]);
        await expectAccessible(overview, '[data-mesh-tetrate]');
        await picture(dark ? 'tetrate-page-dark' : 'tetrate-page', () =>
          overview.screenshot(),
        );
        await overview.goto(new URL(page.url()).pathname);
        await reads(overview.locator('body'), ['Get it onto the machine']);
        await expectAccessible(overview, '[data-mesh-requests]');
        await context.close();
      });
    }
    await checks.check('both pages fit 360 px', async () => {
      const context = await signIn(browser, demo.url, 'platform', {
        width: 360,
        height: 2600,
      });
      const narrow = await context.newPage();
      for (const one of [PAGE, new URL(page.url()).pathname]) {
        await narrow.goto(one);
        await reads(narrow.locator('body'), [/i-0abc/]);
        const width = await narrow
          .locator('[data-mesh-tetrate], [data-mesh-requests]')
          .first()
          .evaluate(part =>
            Math.max(
              ...[...part.querySelectorAll('*')].map(
                each => each.getBoundingClientRect().right,
              ),
            ),
          );
        if (one === PAGE) {
          await picture('tetrate-page-narrow', () => narrow.screenshot());
        }
        expect(width <= 360, `no overflow on ${one}`, width);
      }
      await context.close();
    });
    await checks.check('it is removed, the policy with it', async () => {
      await page.getByRole('button', { name: 'Remove what it made…' }).click();
      await page.getByRole('button', { name: /^Remove \d+ objects?$/ }).click();
      await page.getByText('removed', { exact: true }).first().waitFor();
      const left = await east.list(POLICIES, `meshport.dev/vm-group=${NAME}`);
      expect(left.length === 0, 'no policy', left);
    });
    await tetrate.turnOff();
    await developer.close();
    await platform.close();
  },
};

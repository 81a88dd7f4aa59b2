import { BrowserContext, Page } from '@playwright/test';
import { Checks } from '../support/Checks';
import { expect } from '../support/expect';
import { expectAccessible } from './axe';
import {
  EGRESS_PAGE,
  fillPlace,
  fillHost,
  makeIt,
  nextPage,
  rowOf,
  taskEnds,
} from './egressForm';
import { card, openComponent, reads, signIn, upperPart } from './pages';
import { Journey, Situation } from './situation';

const NAME = 'partner-out';
const HOST = 'api.partner.example';
const SECOND = 'files.partner.example';
const DEPLOYMENTS = '/apis/apps/v1/deployments';
const SELECTOR = `meshport.dev/egress-gateway=${NAME}`;
const OUTSIDE = 'What it may call outside';

/** From the card's link through every page of the form to its review. */
async function throughTheForm(
  checks: Checks,
  { demo, picture }: Situation,
  form: Page,
): Promise<void> {
  await checks.must('the form begins with what is recommended', async () => {
    await card(form, OUTSIDE)
      .getByRole('link', { name: /Open a way out/ })
      .first()
      .click();
    await fillPlace(form, { name: NAME });
    const chosen = form.getByRole('radio', { name: /\(recommended\)/ });
    expect(await chosen.isChecked(), 'the recommended is chosen', 'another');
    await picture('egress-form-place', () => upperPart(form, 1420));
  });
  await checks.must('hosts are said in plain words', async () => {
    await nextPage(form, 'How services call it');
    await fillHost(form, HOST);
    await form.getByText('More about this host').first().click();
    await picture('egress-form-hosts', () => upperPart(form, 1400));
  });
  await checks.check('a mistake is named with its field', async () => {
    await fillHost(form, '169.254.169.254');
    await form.getByRole('button', { name: 'Next' }).click();
    await form
      .getByText(/Host 1, its name: /)
      .first()
      .waitFor();
    await picture('egress-form-mistake', () => upperPart(form, 1000));
  });
  await checks.must('callers are said in plain words', async () => {
    await fillHost(form, HOST);
    await nextPage(form, 'Who may use the gateway');
    await reads(form.locator('body'), [
      /PeerAuthentication does not protect a gateway/,
    ]);
    await form.getByRole('button', { name: /Service accounts/ }).click();
    await form
      .getByRole('option', { name: /ratings/ })
      .first()
      .click();
    await form.keyboard.press('Escape');
    await picture('egress-form-callers', () => upperPart(form, 900));
    await nextPage(form, 'How it gets there');
    await form.getByText('Readiness', { exact: true }).click();
    await picture('egress-form-options', () => upperPart(form, 1050));
  });
  await checks.must('the review shows it before anything is made', async () => {
    await nextPage(form, /objects are new/);
    await reads(form.locator('[data-mesh-egress-review]'), [
      'What it does to others',
      'Findings',
      'Objects',
      'ServiceEntry',
    ]);
    await picture('egress-form-review', () =>
      form.locator('main, body').first().screenshot(),
    );
    const made = await demo.cluster('east').list(DEPLOYMENTS, SELECTOR);
    expect(made.length === 0, 'nothing in the cluster', made);
    await expectAccessible(form, '[data-mesh-egress-review]');
  });
}

/** What other open pages show of it, without being loaded anew. */
async function seenElsewhere(
  checks: Checks,
  { picture }: Situation,
  developer: BrowserContext,
  watching: Page,
): Promise<void> {
  await checks.check(
    'the open inventory shows it without a reload',
    async () => {
      await reads(rowOf(watching, NAME), [
        HOST,
        'the gateway adds TLS',
        /Only bookinfo\//,
        /made with Meshport/,
      ]);
      await picture('egress-inventory', () => upperPart(watching, 640));
    },
  );
  await checks.check('search and filters are in the address', async () => {
    await watching.getByRole('searchbox').fill('partner');
    await watching.waitForURL(/text=partner/);
    const again = await developer.newPage();
    await again.goto(watching.url());
    await rowOf(again, NAME).waitFor();
    const shown = await again.locator('[data-mesh-egress-gateway]').count();
    expect(shown === 1, 'only what fits', shown);
    await again.close();
  });
  await checks.check(
    'the component’s card names host and gateway',
    async () => {
      const page = await openComponent(developer, 'ratings');
      await reads(card(page, OUTSIDE), [HOST, NAME]);
      await picture('egress-card', () => card(page, OUTSIDE).screenshot());
      await page.close();
    },
  );
}

export const egressGuided: Journey = {
  title:
    'An egress gateway by the guided form, seen everywhere, with one host more',
  async run(checks, situation) {
    const { demo, browser, picture } = situation;
    const developer = await signIn(browser, demo.url, 'developer', {
      height: 1500,
    });
    const watching = await developer.newPage();
    await watching.goto(EGRESS_PAGE);
    await reads(watching.locator('[data-mesh-egress]'), [/as of now/]);
    const form = await openComponent(developer, 'ratings');
    await throughTheForm(checks, situation, form);
    await checks.must('it is made, and the task links it', async () => {
      await taskEnds(situation, await makeIt(form));
      await form
        .getByText(/objects created, 0 changed/)
        .first()
        .waitFor();
      await form
        .getByText(/open the gateway/i)
        .first()
        .waitFor();
      await picture('egress-task', () => upperPart(form, 900));
    });
    await seenElsewhere(checks, situation, developer, watching);

    const detail = await developer.newPage();
    await checks.must(
      'its page says what it is made of and who uses it',
      async () => {
        await detail.goto(`${EGRESS_PAGE}/east/bookinfo/${NAME}`);
        await reads(detail.locator('[data-mesh-egress]'), [
          HOST,
          'Who uses it',
          'What needs attention',
          'Certificates',
          'Objects',
          /1 of 1 pod/,
        ]);
        await picture('egress-detail', () => detail.screenshot());
      },
    );
    await checks.check(
      'another host is added, and the open page follows',
      async () => {
        const page = await developer.newPage();
        await page.goto(`${EGRESS_PAGE}/east/bookinfo/${NAME}`);
        await page.getByRole('link', { name: /Add a host/ }).click();
        await page.getByRole('button', { name: new RegExp(NAME) }).waitFor();
        await nextPage(page, 'How services call it');
        await fillHost(page, SECOND);
        await nextPage(page, /objects are new/);
        await picture('egress-upstream-review', () => upperPart(page, 1400));
        await taskEnds(situation, await makeIt(page, 'Add the host'));
        await reads(detail.locator('[data-mesh-egress]'), [SECOND]);
        await page.close();
      },
    );
    await developer.close();
  },
};

import { Browser, Page } from '@playwright/test';
import { launch, missingBrowser } from '../../../e2e-tests/support/browser';
import { buildApp, serveApp } from '../../../e2e-tests/support/servedApp';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
import { timed } from './timed';
import { Side, SIDES, withMachines } from './withMachines';

const APP = 'packages/app';
const BUILD_SECONDS = 600;
/** Rows of the page, of the card and of the table behind it. */
const ROWS = { page: 50, card: 5, table: 20 };
/** Both sides have this machine. */
const ADDRESS = '172.16.0.37';

/** Over what it takes beside a hundredth of the machines. */
const GOAL_RATIO = 1.5;

const PAGE = '[data-mesh-machines]';
const CARD = '.bui-Card:has([data-mesh-machine-rows])';
const DIALOG = '[role=dialog]';

/** What is measured, in the order in which a round does it. */
const STEPS = {
  page: 'the page: until its rows are there',
  search: 'the page: from the last key of a search until its row is there',
  paging: 'the page: until the next page is there',
  card: 'the card of a component: until its rows are there',
  table: 'the card: until the table of all machines is there',
  tableSearch:
    'the table: from the last key of a search until its row is there',
} as const;
type Step = keyof typeof STEPS;

type Times = Record<Side, Record<Step, number[]>>;

/** What people wait for beside 10,000 machines, against the same beside 100. */
export async function inBrowser(
  options: BenchmarkOptions,
): Promise<Measurement[]> {
  const noBrowser = missingBrowser();
  if (noBrowser) {
    throw new Error(`nothing is measured: ${noBrowser}`);
  }
  await buildApp(APP, BUILD_SECONDS);
  return withMachines(options, async portal => {
    const browser = await launch();
    try {
      const page = await signIn(browser, portal.url);
      return told(await measureRounds(page, options));
    } finally {
      await browser.close();
    }
  });
}

async function signIn(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(120_000);
  await serveApp(context, { app: APP, portal: url, title: 'Benchmark' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return page;
}

async function measureRounds(
  page: Page,
  { quick, say }: BenchmarkOptions,
): Promise<Times> {
  const none = () =>
    Object.fromEntries(
      Object.keys(STEPS).map(step => [step, [] as number[]]),
    ) as Times[Side];
  const times: Times = { large: none(), small: none() };
  const rounds = quick ? 3 : 15;
  // What comes first pays for code that is loaded then.
  for (let round = -1; round < rounds; round += 1) {
    // Whoever comes second finds the processor's caches warm.
    const sides = round % 2 === 0 ? SIDES : [...SIDES].reverse();
    for (const side of sides) {
      const taken = await measureRound(page, side);
      if (round >= 0) {
        Object.entries(taken).forEach(([step, ms]) =>
          times[side][step as Step].push(ms),
        );
      }
    }
    say(`${round + 1} of ${rounds} rounds`);
  }
  return times;
}

async function measureRound(
  page: Page,
  side: Side,
): Promise<Record<Step, number>> {
  const pageRows = `${PAGE} li`;
  const cardRows = `${CARD} li`;
  const tableRows = `${DIALOG} [role=rowheader]`;
  await away(page);
  const first = await timed(
    page,
    { go: `/mesh/virtual-machines?cluster=${side}` },
    { rows: pageRows, count: ROWS.page },
  );
  const into = `${PAGE} input[type=search]`;
  const search = await timed(
    page,
    { type: ADDRESS, into },
    { rows: pageRows, count: 1 },
  );
  await timed(page, { type: '', into }, { rows: pageRows, count: ROWS.page });
  const before = await page.locator(pageRows).first().textContent();
  const paging = await timed(
    page,
    { press: 'Next page', at: PAGE },
    { rows: pageRows, count: ROWS.page, not: before ?? '' },
  );
  await away(page);
  const card = await timed(
    page,
    { go: `/catalog/default/component/${side}` },
    { rows: cardRows, count: ROWS.card },
  );
  const table = await timed(
    page,
    { press: 'Show all', at: CARD },
    { rows: tableRows, count: ROWS.table },
  );
  const tableSearch = await timed(
    page,
    { type: ADDRESS, into: `${DIALOG} input[type=search]` },
    { rows: tableRows, count: 1 },
  );
  return { page: first, search, paging, card, table, tableSearch };
}

/** To a page of ours that has none of the rows, and no request under way. */
async function away(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    history.pushState(null, '', '/mesh/requests');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await page.getByRole('heading', { name: 'Requests', level: 2 }).waitFor();
  await page.waitForLoadState('networkidle');
}

function told(times: Times): Measurement[] {
  return (Object.keys(STEPS) as Step[]).flatMap(step => {
    const { large, small } = {
      large: times.large[step],
      small: times.small[step],
    };
    return [
      measured(`${STEPS[step]}, p50`, median(large), 'ms'),
      measured(`${STEPS[step]}, p95`, percentile(large, 0.95), 'ms'),
      measured(
        `${STEPS[step]}, p50 over that beside 100 machines`,
        median(large) / median(small),
        'ratio',
        { atMost: GOAL_RATIO },
      ),
    ];
  });
}

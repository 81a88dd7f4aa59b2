import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { WIRE_CASES } from './cases';

test('the documentation counts the calls of every named case', () => {
  const text = readFileSync(
    join(__dirname, '../../../docs/contributors/conformance.md'),
    'utf8',
  );
  const rows = text
    .split('\n')
    .map(line => line.split('|').map(cell => cell.trim()));
  for (const { title, calls } of WIRE_CASES) {
    const row = rows.find(cells => cells[1] === title);
    assert.equal(row?.[2], String(calls.length), title);
  }
});

test('no two cases have one title', () => {
  const titles = WIRE_CASES.map(one => one.title);
  assert.equal(new Set(titles).size, titles.length);
});

// page.js FILE PICTURE_PREFIX: looks at a page as people would, and prints what is wrong, a line each.
// Widths of a telephone, a tablet and a desk, light and dark; scripts of the page are off.
'use strict';
const fs = require('fs');
const puppeteer = require('puppeteer-core');
const { HtmlValidate } = require('html-validate');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const views = [[360, false], [768, false], [1280, false], [1280, true], [360, true]];
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Runs in the page: things that stick out, and texts of pictures that touch or are cut.
function faults() {
  const found = [];
  const root = document.documentElement;
  const say = (text) => found.push(text);
  if (root.scrollWidth > root.clientWidth) say(`the page is ${root.scrollWidth} wide`);
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect();
    const apart = element.closest('.scroll, .spoken, .skip, svg');
    if (box.width && box.right > root.clientWidth + 1 && !apart) say(`sticks out: ${element.outerHTML.slice(0, 90)}`);
  }
  for (const picture of document.querySelectorAll('svg')) {
    const frame = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
    texts.forEach(([text, a], i) => {
      if (a.left < frame.left - 4 || a.right > frame.right + 4) say(`cut: ${text}`);
      texts.slice(i + 1).forEach(([other, b]) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && high > 3) say(`overlap: ${text} / ${other}`);
      });
    });
  }
  return [...new Set(found)];
}

async function look(browser, file, prefix, width, dark) {
  const page = await browser.newPage();
  const asked = [];
  page.on('request', (request) => { if (!request.url().startsWith('file:')) asked.push(request.url()); });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  await page.setJavaScriptEnabled(false);
  await page.goto(`file://${file}`);
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  const name = `${width}${dark ? ' dark' : ''}`;
  const lines = (await page.evaluate(faults)).map((text) => `${name}: ${text}`);
  asked.forEach((url) => lines.push(`${name}: asked for ${url}`));
  await page.setJavaScriptEnabled(true);
  await page.evaluate(axe);
  const result = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), rules);
  result.violations.forEach((v) => lines.push(`${name}: axe ${v.id} x${v.nodes.length}: ${v.nodes[0].html.slice(0, 90)}`));
  if (prefix) {
    const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), 7000);
    await page.screenshot({ path: `${prefix}-${name.replace(' ', '-')}.png`, captureBeyondViewport: true,
      clip: { x: 0, y: 0, width, height } });
  }
  await page.close();
  return lines;
}

// On paper nothing may be cut at the right, and what is folded away is open.
async function print(browser, file, prefix, format) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.emulateMediaType('print');
  await page.setViewport({ width: format === 'letter' ? 708 : 688, height: 1000 });
  await page.goto(`file://${file}`);
  const touching = (await page.evaluate(faults)).filter((text) => !text.startsWith('sticks out'));
  const lines = await page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const cut = [...document.querySelectorAll('table')].filter((t) => t.getBoundingClientRect().right > wide + 1);
    const folded = [...document.querySelectorAll('details table, details svg')]
      .filter((t) => !t.getBoundingClientRect().height);
    return [...cut.map((t) => `wider than paper: ${t.caption.textContent}`),
      ...folded.slice(0, 3).map(() => 'folded away on paper')];
  });
  await page.pdf({ path: prefix ? `${prefix}-${format}.pdf` : '/dev/null', format, printBackground: true });
  await page.close();
  return [...touching, ...lines].map((text) => `${format}: ${text}`);
}

async function main() {
  const [file, prefix] = process.argv.slice(2);
  const validator = new HtmlValidate({ extends: ['html-validate:recommended'] });
  const report = await validator.validateFile(file);
  const lines = report.results.flatMap((r) => r.messages.map((m) => `html ${m.line}: ${m.ruleId}: ${m.message}`));
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox'], headless: 'new' });
  for (const [width, dark] of views) lines.push(...await look(browser, file, prefix, width, dark));
  for (const format of ['letter', 'A4']) lines.push(...await print(browser, file, prefix, format));
  await browser.close();
  lines.slice(0, 30).forEach((line) => console.log(line));
  process.exitCode = lines.length ? 1 : 0;
}

main().catch((error) => { console.log(String(error)); process.exitCode = 2; });

import { defineConfig } from '@playwright/test'

// The tests run against the real server, one for each worker, which tests/server.ts starts.
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 2,
  timeout: 60_000,
  globalTimeout: 6 * 60_000,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // Chromium's own sandbox does not work for root, as which containers run.
      chromiumSandbox: process.getuid?.() !== 0,
    },
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    trace: 'off',
  },
})

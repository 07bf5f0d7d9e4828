import { defineConfig } from '@playwright/test'

// The tests run against the real server, which tests/server.ts starts.
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // Each worker has a server of its own.
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  globalTimeout: 10 * 60_000,
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

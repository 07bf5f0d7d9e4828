import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The server to talk to while developing with `npm run dev`.
const server = process.env.MIYAO_ENDPOINT ?? 'http://127.0.0.1:8573'
const paths = ['session', 'setup', 'password', 'totp', 'api', 'permissions']

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    // The content security policy allows neither inline script nor data: addresses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: true,
  },
  server: {
    proxy: Object.fromEntries(paths.map((path) => [`^/console/${path}(/|$)`, { target: server, changeOrigin: false }])),
  },
})

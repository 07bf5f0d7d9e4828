import 'tdesign-react/es/style/index.css'
import './app.css'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { startLanguages } from './i18n'

const root = document.getElementById('root')
if (root) void startLanguages().then(() => createRoot(root).render(<App />))

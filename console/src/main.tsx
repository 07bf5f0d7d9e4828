import 'tdesign-react/es/style/index.css'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { startLanguages } from './i18n'
// Behind the styles of TDesign's components, which it corrects.
import './app.css'

const root = document.getElementById('root')
if (root) void startLanguages().then(() => createRoot(root).render(<App />))

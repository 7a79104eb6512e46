import './style.css'
import { createRoot } from 'react-dom/client'

createRoot(document.getElementById('app') as HTMLElement).render(<h1 className="text-xl">Fluxly</h1>)

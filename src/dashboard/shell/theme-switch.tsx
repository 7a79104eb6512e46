import { MoonIcon, SunIcon, SystemIcon } from '../parts/icons.tsx'
import { Segmented } from '../parts/segmented.tsx'
import { useTheme } from './theme.ts'

const CHOICES = [
  { value: 'system', label: 'As the system', icon: <SystemIcon /> },
  { value: 'light', label: 'Light', icon: <SunIcon /> },
  { value: 'dark', label: 'Dark', icon: <MoonIcon /> },
] as const

export function ThemeSwitch() {
  const [theme, choose] = useTheme()
  return <Segmented label="Theme" value={theme} choices={CHOICES} onChange={choose} />
}

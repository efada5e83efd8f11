import Activity from '@lucide/svelte/icons/activity'
import ArchiveIcon from '@lucide/svelte/icons/archive'
import ArrowDownToLine from '@lucide/svelte/icons/arrow-down-to-line'
import ArrowRight from '@lucide/svelte/icons/arrow-right'
import BrushCleaning from '@lucide/svelte/icons/brush-cleaning'
import Camera from '@lucide/svelte/icons/camera'
import Command from '@lucide/svelte/icons/command'
import File from '@lucide/svelte/icons/file'
import FolderKanban from '@lucide/svelte/icons/folder-kanban'
import GitCompare from '@lucide/svelte/icons/git-compare'
import HistoryIcon from '@lucide/svelte/icons/history'
import Keyboard from '@lucide/svelte/icons/keyboard'
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard'
import Pencil from '@lucide/svelte/icons/pencil'
import Plug from '@lucide/svelte/icons/plug'
import Plus from '@lucide/svelte/icons/plus'
import RefreshCw from '@lucide/svelte/icons/refresh-cw'
import RotateCcw from '@lucide/svelte/icons/rotate-ccw'
import Settings from '@lucide/svelte/icons/settings'
import Sliders from '@lucide/svelte/icons/sliders-horizontal'
import ShieldCheck from '@lucide/svelte/icons/shield-check'
import SunMoon from '@lucide/svelte/icons/sun-moon'
import Table from '@lucide/svelte/icons/table-properties'
import Tag from '@lucide/svelte/icons/tag'
import Undo from '@lucide/svelte/icons/undo-2'
import ZoomIn from '@lucide/svelte/icons/zoom-in'
import type { Component } from 'svelte'
import type { Act } from '$lib/state/acts.svelte'

type Icon = Component<{ size?: number }>

/** The sign of an act, by the parts of its id. */
const icons: Record<string, Icon> = {
  promote: ArrowRight,
  restore: RotateCcw,
  rollback: Undo,
  down: ArrowDownToLine,
  undo: Undo,
  snapshot: Camera,
  cache: BrushCleaning,
  history: HistoryIcon,
  compare: GitCompare,
  model: Table,
  connection: Plug,
  edit: Pencil,
  rename: Pencil,
  check: RefreshCw,
  archive: ArchiveIcon,
  activity: Activity,
  run: Activity,
  project: FolderKanban,
  environment: Plus,
  values: Sliders,
  verify: ShieldCheck,
  settings: Settings,
  theme: SunMoon,
  zoom: ZoomIn,
  shortcuts: Keyboard,
  go: LayoutDashboard,
  taken: Tag,
  item: File,
}

export function iconOf(act: Act): Icon {
  const [first = '', second = ''] = act.id.split('.', 2)
  return icons[second] ?? icons[first] ?? Command
}

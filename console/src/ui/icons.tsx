// The icons of the console, of TDesign.
export {
  AddIcon, ApiIcon, BrowseIcon, BrowseOffIcon, ChartBarIcon, CheckCircleFilledIcon, CheckIcon, ChevronDownIcon,
  ChevronLeftIcon, ChevronRightIcon, CloseIcon, CopyIcon, DeleteIcon, DownloadIcon, EditIcon, ErrorCircleFilledIcon,
  FileIcon, FilterIcon, HistoryIcon, InfoCircleFilledIcon, KeyIcon, LockOnIcon, LogoutIcon, ViewListIcon, MoonIcon, RefreshIcon,
  SearchIcon, SecuredIcon, SettingIcon, SunnyIcon, SwapIcon, TranslateIcon, UploadIcon, UserIcon, UsergroupIcon, DataBaseIcon,
  DashboardIcon, ToolsIcon, ArrowRightIcon,
} from 'tdesign-icons-react'

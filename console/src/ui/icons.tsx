// The icons of the console, of TDesign.
export {
  AddIcon, ApiIcon, ArrowRightIcon, BrowseIcon, BrowseOffIcon, CaretDownIcon, CaretUpIcon, ChartBarIcon, CheckCircleFilledIcon, CheckIcon,
  ChevronDownIcon, ChevronLeftIcon, ChevronRightIcon, CloseIcon, CopyIcon, DashboardIcon, DataBaseIcon, DeleteIcon, DownloadIcon, EditIcon,
  ErrorCircleFilledIcon, FileIcon, FilterIcon, HistoryIcon, InfoCircleFilledIcon, KeyIcon, LockOnIcon, LogoutIcon, MoonIcon, PageFirstIcon, PageLastIcon,
  RefreshIcon, SearchIcon, SecuredIcon, SettingIcon, SunnyIcon, SwapIcon, ToolsIcon, TranslateIcon, UploadIcon, UserIcon, UsergroupIcon, ViewListIcon,
} from 'tdesign-icons-react'

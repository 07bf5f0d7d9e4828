import frame from './frame'
import keys from './keys'
import tool from './tool'
import datakeys from './datakeys'
import whitebox from './whitebox'
import access from './access'
import audit from './audit'
import overview from './overview'
import settings from './settings'

export default { ...frame, ...keys, ...tool, ...datakeys, ...whitebox, ...access, ...audit, ...overview, ...settings }

// The English texts of the other pages.
import type { Texts } from './zh'

const texts: Pick<Texts, 'dataKeys'> = {
  dataKeys: { name: 'Name of the data key', descriptionLong: 'At most 100 bytes' },
}

export default texts

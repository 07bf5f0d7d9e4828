// How a key was used, as far as the audit log goes back.
import { useQuery } from '@tanstack/react-query'
import { call } from '../api/call'
import { useCan } from '../api/session'

export function useKeyUsage(id: string) {
  const can = useCan()
  return useQuery({
    queryKey: ['keys', 'usage', id], queryFn: ({ signal }) => call('DescribeKeyUsage', { KeyId: id }, signal), enabled: can('DescribeKeyUsage'),
  })
}

module miyao/interop

go 1.26.0

require (
	filippo.io/mldsa v1.0.0
	github.com/emmansun/gmsm v0.44.0
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/cam v1.3.130
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common v1.3.210
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/kms v1.0.563
	github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/tag v1.1.0
)

require golang.org/x/crypto v0.53.0 // indirect

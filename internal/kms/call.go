// Package kms is the service: one function for each action, and the one door
// they share. A call is decoded, authorised, carried out and recorded here,
// whatever carried it; the package knows no HTTP.
//
// What it guarantees: no answer is given before its audit entry is written; no
// success is given by an action that did not check whether its caller may; a
// change is recorded as intended before it is made.
package kms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/keyring"
	"miyao/internal/quota"
	"miyao/internal/store"
)

// Region is a region that the service offers.
type Region struct {
	Name string
	// SM makes SM4 the default algorithm of new keys, as in the cloud's regions
	// of the national standard; elsewhere it is AES-256.
	SM bool
}

// Config is what a Service stands on. All fields but Actions, Quotas, Logger
// and Now are required.
type Config struct {
	Store   *store.DB
	Keyring *keyring.Keyring
	Audit   *audit.Log
	// Actions are those of other packages.
	Actions []Binding
	// Quotas limits what accounts may do and have; nil limits nothing.
	Quotas *quota.Set
	// Regions are those on offer; the first serves requests that name none.
	Regions []Region
	Logger  *slog.Logger
	Now     func() time.Time
}

// Service answers actions. It is safe for concurrent use.
type Service struct {
	db      *store.DB
	keyring *keyring.Keyring
	audit   *audit.Log
	quotas  *quota.Set
	regions []Region
	log     *slog.Logger
	now     func() time.Time
	actions map[string]*api.Info
	bound   map[string]binding

	refusals refusals
	alarms   alarms
	outages  outages
}

// New makes a service.
func New(c Config) *Service {
	s := &Service{db: c.Store, keyring: c.Keyring, audit: c.Audit, quotas: c.Quotas, regions: c.Regions, log: c.Logger, now: c.Now,
		actions: map[string]*api.Info{}, bound: map[string]binding{}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	for _, action := range api.Actions() {
		s.actions[action.Name] = action
	}
	for _, b := range bindings() {
		s.bound[b.action.Name] = b
	}
	for _, b := range c.Actions {
		s.bound[b.action.Name] = b.binding
	}
	return s
}

// Request is one call as the transport received it.
type Request struct {
	ID      string // the RequestId, a UUID
	Action  string
	Version string
	Region  string // may be empty
	Body    []byte // the JSON document
	// Time is when it had arrived; zero: now.
	Time time.Time
	// Caller is nil while the request is not authenticated.
	Caller    *identity.Caller
	SourceIP  string
	UserAgent string
	Language  string // of messages: for the transport, the service answers in both
}

// binding ties an action to its function.
type binding struct {
	action *api.Info
	run    func(*call) (api.Answer, error)
}

// bind makes a binding; a handler of the wrong type does not compile.
func bind[Req, Resp any, Answer interface {
	*Resp
	api.Answer
}](action api.Action[Req, Resp], handle func(*call, *Req) (Answer, error)) binding {
	return binding{action.Info, func(c *call) (api.Answer, error) {
		req := new(Req)
		if err := action.Decode(c.req.Body, req); err != nil {
			return nil, err
		}
		answer, err := handle(c, req)
		if err != nil {
			return nil, err
		}
		return answer, nil
	}}
}

// call is one request on its way.
type call struct {
	ctx     context.Context
	s       *Service
	req     *Request
	action  *api.Info
	region  string
	sm      bool // the region's standard
	entry   audit.Entry
	checked bool // the caller's permission was asked for
	changed bool // an intent is on record

	requestTags []string // what the request tags, for conditions of policies
}

// Do carries out an authenticated request.
func (s *Service) Do(ctx context.Context, req *Request) (api.Answer, *api.Error) {
	c := call{ctx: ctx, s: s, req: req, entry: s.entry(req)}
	answer, err := c.run()
	if err == nil && !c.checked {
		s.log.Error("an action answered without asking for permission", "action", req.Action)
		err = api.Internal()
	}
	if failure := c.finish(err); failure != nil {
		return nil, failure
	}
	answer.SetRequestID(req.ID)
	return answer, nil
}

// Refuse records a request that failed before it reached an action, and
// returns the error to answer. Of those that were not authenticated, only so many
// have an entry of their own.
func (s *Service) Refuse(ctx context.Context, req *Request, failure *api.Error) *api.Error {
	if req.Caller == nil && !s.refusals.admit(req.SourceIP, s.now()) {
		return failure
	}
	c := call{ctx: ctx, s: s, req: req, entry: s.entry(req)}
	if req.Caller != nil { // it is no mistake in an action that does not exist
		if _, err := c.findAction(); err != nil {
			return c.finish(err)
		}
	}
	return c.finish(failure)
}

// run routes, decodes and handles. A panic becomes an InternalError; its value
// is not logged, since it may hold what the request held.
func (c *call) run() (answer api.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.s.log.Error("panic in an action", "action", c.req.Action, "request", c.req.ID,
				"type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			answer, err = nil, api.Internal()
		}
	}()
	b, err := c.route()
	if err != nil {
		return nil, err
	}
	return b.run(c)
}

// route checks version, action, region and rate, in this order.
func (c *call) route() (binding, error) {
	action, err := c.findAction()
	if err != nil {
		return binding{}, err
	}
	c.action = action
	if err := c.keepApart(); err != nil {
		return binding{}, err
	}
	if err := c.findRegion(); err != nil {
		return binding{}, err
	}
	if err := c.withinRate(); err != nil {
		return binding{}, err
	}
	b, ok := c.s.bound[action.Name]
	if !ok {
		return binding{}, api.Errorf(api.UnsupportedOperation, "This release of miyao does not answer %s yet.",
			"当前版本的 miyao 尚未支持接口 %s。", action.Name)
	}
	return b, nil
}

// keepApart keeps operators out of what accounts have, and everyone else, whatever
// its policies say, from what is the operator's.
func (c *call) keepApart() error {
	switch operators := c.action.Product == api.ProductOperator; {
	case c.req.Caller.Operator() == operators, c.action == api.GetCallerIdentity.Info:
		return nil
	case operators:
		return api.Errorf(api.UnauthorizedOperation, "%s is the operator's: it needs a credential of \"miyao credential create --operator\".",
			"%s 仅限运维人员，须使用 miyao credential create --operator 创建的密钥。", c.action.Name)
	}
	return api.Errorf(api.UnauthorizedOperation, "An operator's credential administers accounts and may do nothing in one; use a credential of the account for %s.",
		"运维密钥只能管理账号，不能执行账号内的操作；请使用该账号的密钥调用 %s。", c.action.Name)
}

// findAction looks version and action up together: products may share a version,
// but never the name of an action.
func (c *call) findAction() (*api.Info, error) {
	version, proper := c.req.Version, api.ProductKMS.Version
	action, known := c.s.actions[c.req.Action]
	if known {
		proper = action.Product.Version
	}
	if known && version == proper {
		return action, nil
	}
	if !slices.ContainsFunc(api.Products(), func(p api.Product) bool { return p.Version == version }) {
		return nil, api.Errorf(api.NoSuchVersion, "Version %q is not offered; use %s.",
			"不支持版本 %q，请使用 %s。", api.Shown(version), proper)
	}
	if known {
		return nil, api.Errorf(api.InvalidAction, "%s is not an action of version %s; use version %s.",
			"接口 %s 不属于版本 %s，请使用版本 %s。", action.Name, version, proper)
	}
	return nil, api.Errorf(api.InvalidAction, "There is no action %q in version %[2]s.",
		"版本 %[2]s 中没有接口 %[1]q。", api.Shown(c.req.Action), version)
}

// regional tells whether an action acts in the region of its request: those of
// KMS, but for GetRegions, which is how a client with a wrong one finds the right
// one; and of other products those that are about keys. The rest of these is the same
// in every region.
func regional(action *api.Info) bool {
	switch action {
	case api.GetRegions.Info:
		return false
	case api.DescribeKeyUsage.Info, api.DescribeKeyStatistics.Info, api.ListPrincipalsForResource.Info, api.SimulatePrincipalPolicy.Info:
		return true
	}
	return action.Product == api.ProductKMS
}

// findRegion takes the default region where none is named or matters.
func (c *call) findRegion() error {
	name := c.req.Region
	if name == "" || !regional(c.action) {
		name = c.s.regions[0].Name
	}
	if c.enter(name) {
		return nil
	}
	return api.Errorf(api.UnsupportedRegion, "Region %q is not offered by this server; GetRegions lists those that are.",
		"本服务未提供地域 %q，可用 GetRegions 查询可用地域。", api.Shown(name))
}

// enter makes a region the one in which the call acts, if it is offered.
func (c *call) enter(name string) bool {
	for _, region := range c.s.regions {
		if region.Name == name {
			c.region, c.sm = region.Name, region.SM
			c.entry.Region = region.Name
			return true
		}
	}
	return false
}

// account is the uin of the caller's account.
func (c *call) account() uint64 { return c.req.Caller.Account.Uin }

// change makes a change: its intent is on stable storage before fn runs in a
// transaction, and the keys it names are forgotten before it returns.
func (c *call) change(fn func(*store.Tx) error, keys ...uuid.UUID) error {
	return c.intend(func() error {
		err := c.s.db.Update(c.ctx, fn)
		// Forget also after an error: whether a failed commit took effect is not
		// known, and reading again is always right.
		c.s.keyring.Forget(keys...)
		return err
	})
}

// intend puts the intent of a change on stable storage and makes it.
func (c *call) intend(fn func() error) error {
	intent := c.entry
	intent.Phase = audit.PhaseIntent
	if err := c.s.audit.AppendSync(&intent); err != nil {
		return err
	}
	c.changed = true
	return fn()
}

// entry begins the audit entry of a request.
func (s *Service) entry(req *Request) audit.Entry {
	at := req.Time
	if at.IsZero() {
		at = s.now()
	}
	e := audit.Entry{
		Time: at, RequestID: req.ID, Phase: audit.PhaseCall,
		Action: api.Shown(req.Action), Version: api.Shown(req.Version), Region: api.Shown(req.Region),
		SourceIP: req.SourceIP, UserAgent: req.UserAgent,
	}
	if req.Caller != nil {
		e.SecretID = req.Caller.SecretID
		e.Account = req.Caller.Account.Uin
		e.Principal = req.Caller.Principal.Uin
		if session := req.Caller.Session; session != "" {
			e.Detail = map[string]string{audit.SessionDetail: session}
		}
	}
	return e
}

// finish writes the audit entry and returns the error to answer: that of the
// call, or that of the entry, without which nothing is answered.
func (c *call) finish(err error) *api.Error {
	failure := c.publish(err)
	if failure != nil {
		c.entry.Code, c.entry.Message = string(failure.Code), failure.Message
	}
	record := c.s.audit.Append
	if c.changed {
		c.entry.Phase = audit.PhaseResult
		record = c.s.audit.AppendSync
	}
	if err := record(&c.entry); err != nil {
		c.tell("the audit entry could not be written; the answer is withheld", err)
		return auditFailure(c.changed)
	}
	return failure
}

// isPublished tells whether err is one for the caller.
func isPublished(err error) bool {
	_, ok := errors.AsType[*api.Error](err)
	return ok
}

// publish turns an internal error into one for the caller. What is not meant
// for callers is logged and hidden.
func (c *call) publish(err error) *api.Error {
	if err == nil {
		return nil
	}
	published, ok := errors.AsType[*api.Error](err)
	switch {
	case ok:
		return published
	case errors.Is(err, audit.ErrUnavailable):
		c.tell("the audit log cannot be written", err)
		return auditFailure(c.changed)
	case errors.Is(err, store.ErrFull):
		c.tell("the database cannot be written", err)
		return api.StoreFull()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return api.GivenUp()
	}
	c.s.log.Error("internal error", "action", c.req.Action, "request", c.req.ID, "error", err)
	return api.Internal()
}

func auditFailure(changed bool) *api.Error {
	if changed {
		return api.Errorf(api.ServiceUnavailable,
			"The audit log cannot be written, so the outcome is not confirmed; look whether the change took place before you repeat it.",
			"审计日志无法写入，结果未能确认；重试前请先检查变更是否已经生效。")
	}
	return api.AuditUnavailable()
}

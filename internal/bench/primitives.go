package main

import (
	"bufio"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"miyao/api"
	"miyao/internal/alg"
)

// primitive is a call that is mostly arithmetic. What it costs the server is
// compared with the same arithmetic alone, on the same core in turns: the rest
// is what miyao adds.
type primitive struct {
	name   string
	id     alg.ID
	action string
	// The goal: what is added, as a share of the arithmetic or as a time.
	maxShare float64
	maxAdded time.Duration
	// payload makes a request for a key, whose public half is a PEM text.
	payload func(key, public string) (any, error)
	// bare makes the arithmetic of an opened key.
	bare func(opened any) (func() error, error)
}

const (
	rsaShare  = 0.15
	usualTime = 60 * time.Microsecond
)

var primitives = []primitive{
	{"RSA decrypt", alg.RSADecrypt, "AsymmetricRsaDecrypt", rsaShare, 0, rsaPayload, bareRSADecrypt},
	{"RSA sign", alg.RSASign, "SignByAsymmetricKey", rsaShare, 0, signPayload("RSA_PSS_SHA_256"), bareSign("RSA_PSS_SHA_256")},
	{"SM2 decrypt", alg.SM2Decrypt, "AsymmetricSm2Decrypt", 0, usualTime, sm2Payload, bareSM2Decrypt},
	{"SM2 sign", alg.SM2Sign, "SignByAsymmetricKey", 0, usualTime, signPayload("SM2DSA"), bareSign("SM2DSA")},
	{"P-256 sign", alg.ECCP256, "SignByAsymmetricKey", 0, usualTime, signPayload("ECC_P256_R1"), bareSign("ECC_P256_R1")},
	{"ML-DSA sign", alg.MLDSA87, "PostQuantumCryptoSign", 0, usualTime, mldsaPayload, bareSignPQ},
	{"SM4 encrypt", alg.SM4, "Encrypt", 0, usualTime, sm4Payload, bareEncrypt},
}

// plain is what is encrypted and signed: a digest, or a key of 32 bytes.
var plain = make([]byte, 32)

func rsaPayload(key, public string) (any, error) {
	sealed, err := alg.EncryptTo(public, "RSAES_OAEP_SHA_256", plain)
	return api.AsymmetricRsaDecryptRequest{KeyId: key, Ciphertext: sealed, Algorithm: "RSAES_OAEP_SHA_256"}, err
}

func sm2Payload(key, public string) (any, error) {
	sealed, err := alg.EncryptTo(public, "SM2_C1C3C2_ASN1", plain)
	return api.AsymmetricSm2DecryptRequest{KeyId: key, Ciphertext: sealed}, err
}

func signPayload(algorithm string) func(key, public string) (any, error) {
	return func(key, _ string) (any, error) {
		return api.SignByAsymmetricKeyRequest{KeyId: key, Algorithm: algorithm, Message: plain, MessageType: "DIGEST"}, nil
	}
}

func mldsaPayload(key, _ string) (any, error) {
	return api.PostQuantumCryptoSignRequest{KeyId: key, Message: plain}, nil
}

func sm4Payload(key, _ string) (any, error) {
	return api.EncryptRequest{KeyId: key, Plaintext: plain}, nil
}

func bareSign(algorithm string) func(any) (func() error, error) {
	return func(opened any) (func() error, error) {
		signer := opened.(alg.Signer)
		return func() error { _, err := signer.Sign(algorithm, plain, true); return err }, nil
	}
}

func bareSignPQ(opened any) (func() error, error) {
	signer := opened.(alg.PQSigner)
	return func() error { _, err := signer.SignPQ(plain); return err }, nil
}

func bareEncrypt(opened any) (func() error, error) {
	encrypter := opened.(alg.Encrypter)
	return func() error { _, err := encrypter.Encrypt(nil, plain, nil); return err }, nil
}

func bareRSADecrypt(opened any) (func() error, error) {
	sealed, err := alg.EncryptTo(pemOf(opened), "RSAES_OAEP_SHA_256", plain)
	decrypter := opened.(alg.RSADecrypter)
	return func() error { _, err := decrypter.DecryptRSA("RSAES_OAEP_SHA_256", sealed); return err }, err
}

func bareSM2Decrypt(opened any) (func() error, error) {
	sealed, err := alg.EncryptTo(pemOf(opened), "SM2_C1C3C2_ASN1", plain)
	decrypter := opened.(alg.SM2Decrypter)
	return func() error { _, err := decrypter.DecryptSM2(sealed); return err }, err
}

func pemOf(opened any) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: opened.(alg.PublicKeyer).PublicKey()}))
}

// servePrimitive is the child that computes: for each time on standard input it
// does so that long and answers how often and with how much processor time.
func servePrimitive(name string) error {
	for _, p := range primitives {
		if p.name == name {
			return p.serve(os.Stdin, os.Stdout)
		}
	}
	return fmt.Errorf("there is no primitive %q", name)
}

func (p *primitive) serve(in io.Reader, out io.Writer) error {
	row, _ := alg.ByID(p.id)
	material, err := row.Generate()
	if err != nil {
		return err
	}
	opened, err := row.Open(material)
	if err != nil {
		return err
	}
	compute, err := p.bare(opened)
	if err != nil {
		return err
	}
	for {
		var length time.Duration
		if _, err := fmt.Fscan(in, &length); err != nil {
			return nil // the parent is done
		}
		before, err := cpuTime(os.Getpid())
		if err != nil {
			return err
		}
		n := 0
		for start := time.Now(); time.Since(start) < length; n++ {
			if err := compute(); err != nil {
				return err
			}
		}
		after, err := cpuTime(os.Getpid())
		if err != nil {
			return err
		}
		fmt.Fprintln(out, int64(after-before)/int64(n))
	}
}

// primitiveResult is the medians over the turns.
type primitiveResult struct {
	Name  string        `json:"name"`
	Bare  time.Duration `json:"bare_cpu_ns"`
	CPU   time.Duration `json:"cpu_ns_per_request"`
	Added time.Duration `json:"added_ns"`
	goal  *primitive
}

// met compares what was added with the goal.
func (r *primitiveResult) met() (want, got string, met bool) {
	if r.goal.maxShare > 0 {
		share := float64(r.Added) / float64(r.Bare)
		return fmt.Sprintf("< %.0f %%", 100*r.goal.maxShare), fmt.Sprintf("%.1f %%", 100*share), share < r.goal.maxShare
	}
	return fmt.Sprintf("< %.0f µs", micros(r.goal.maxAdded)), fmt.Sprintf("%.1f µs", micros(r.Added)), r.Added < r.goal.maxAdded
}

// measurePrimitives runs every primitive that was chosen.
func (b *bench) measurePrimitives() ([]primitiveResult, error) {
	v := &variant{name: "primitives", dir: filepath.Join(b.dir, "primitives")}
	keys, err := seedOneOfEach(b.ctx, v.dir)
	if err != nil {
		return nil, fmt.Errorf("create keys: %w", err)
	}
	if v.server, err = b.startMiyao(v.dir, serverCore); err != nil {
		return nil, err
	}
	defer v.server.stop()
	var all []primitiveResult
	for i := range primitives {
		p := &primitives[i]
		if !b.cases.MatchString(p.name) {
			continue
		}
		progress("%s", p.name)
		r, err := b.measurePrimitive(p, v, keys[p.id])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		all = append(all, r)
	}
	return all, nil
}

func (b *bench) measurePrimitive(p *primitive, v *variant, key string) (primitiveResult, error) {
	r := primitiveResult{Name: p.name, goal: p}
	v.keys = []string{key}
	public, err := v.publicKey(key, p.id)
	if err != nil {
		return r, err
	}
	payload, err := p.payload(key, public)
	if err != nil {
		return r, err
	}
	requests, err := v.sign(p.action, func(int) any { return payload })
	if err != nil {
		return r, err
	}
	child, err := b.startPrimitive(p.name)
	if err != nil {
		return r, err
	}
	defer child.stop()
	var bare, full []time.Duration
	for range b.rounds + 1 {
		alone, err := child.turn(b.round)
		if err != nil {
			return r, err
		}
		measured, err := v.server.turn(requests, b.round)
		if err != nil {
			return r, err
		}
		bare, full = append(bare, alone), append(full, measured.CPU)
	}
	same := func(d time.Duration) time.Duration { return d }
	r.Bare, r.CPU = median(bare[1:], same), median(full[1:], same) // the first turn warms up
	r.Added = r.CPU - r.Bare
	return r, b.ctx.Err()
}

// publicKey asks the server; a symmetric key has none.
func (v *variant) publicKey(key string, id alg.ID) (string, error) {
	if id == alg.SM4 {
		return "", nil
	}
	body, err := json.Marshal(api.GetPublicKeyRequest{KeyId: key})
	if err != nil {
		return "", err
	}
	request, err := signed(v.server.address, v.server.credential, "GetPublicKey", body)
	if err != nil {
		return "", err
	}
	c, err := dial(v.server.address)
	if err != nil {
		return "", err
	}
	defer c.socket.Close()
	answer, err := c.do(request)
	if err != nil {
		return "", err
	}
	var decoded struct{ Response api.GetPublicKeyResponse }
	err = json.Unmarshal(answer, &decoded)
	return decoded.Response.PublicKeyPem, err
}

// computer is the child that computes.
type computer struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func (b *bench) startPrimitive(name string) (*computer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(b.ctx, self, "-primitive", name)
	command.Stderr = os.Stderr
	in, inErr := command.StdinPipe()
	out, outErr := command.StdoutPipe()
	if err := errors.Join(inErr, outErr); err != nil {
		return nil, err
	}
	return &computer{command, in, bufio.NewReader(out)}, b.start(command, serverCore)
}

func (c *computer) turn(length time.Duration) (cpu time.Duration, err error) {
	if _, err := fmt.Fprintln(c.in, int64(length)); err != nil {
		return 0, err
	}
	_, err = fmt.Fscan(c.out, &cpu)
	return cpu, err
}

func (c *computer) stop() {
	c.in.Close()
	c.command.Wait()
}

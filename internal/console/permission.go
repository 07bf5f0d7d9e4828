package console

import (
	"net/http"

	"miyao/api"
	"miyao/internal/kms"
)

// may tells whether the caller may do an action on a resource, by its name;
// empty for an action without one. It only helps a page to leave out what would
// be refused: the service decides again at every call.
func (x *exchange) may(action *api.Info, resource string) (bool, error) {
	return x.Service.Permits(x.ctx(), x.caller, x.source, action, resource)
}

// possibleActions are those that the caller may do on some resource.
func possibleActions(x *exchange) ([]string, error) {
	names := []string{}
	for _, action := range api.Actions() {
		ok, err := x.may(action, kms.AnyResource)
		if err != nil {
			return nil, err
		}
		if ok {
			names = append(names, action.Name)
		}
	}
	return names, nil
}

// maxPermissions bounds the decisions of one request.
const maxPermissions = 10_000

// showPermissions answers many decisions at once.
func showPermissions(x *exchange) (any, error) {
	var req struct{ Action, Resource []string }
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	if len(req.Action)*len(req.Resource) > maxPermissions {
		return nil, refuse(http.StatusBadRequest, codeInvalidRequest,
			"At most %d decisions can be asked for at once.", "一次最多查询 %d 项权限。", maxPermissions)
	}
	allowed := make([][]bool, len(req.Action))
	for i, name := range req.Action {
		allowed[i] = make([]bool, len(req.Resource))
		action, ok := findAction(name)
		if !ok {
			continue // nobody may do what does not exist
		}
		for j, resource := range req.Resource {
			var err error
			if allowed[i][j], err = x.may(action, resource); err != nil {
				return nil, err
			}
		}
	}
	return struct{ Allowed [][]bool }{allowed}, nil
}

// Command olm-validate checks a bundle of the format registry+v1 with the rules of the operator framework: those that
// "operator-sdk bundle validate --select-optional suite=operatorframework" runs. It prints one finding a line, and ends
// with 1 where there is any, warnings included.
package main

import (
	"fmt"
	"os"

	"github.com/operator-framework/api/pkg/manifests"
	"github.com/operator-framework/api/pkg/validation"
	interfaces "github.com/operator-framework/api/pkg/validation/interfaces"
)

// validators are all but those for whole catalogues and for the architectures of pushed images.
var validators = interfaces.Validators{
	validation.ClusterServiceVersionValidator,
	validation.CustomResourceDefinitionValidator,
	validation.BundleValidator,
	validation.OperatorHubV2Validator,
	validation.StandardCategoriesValidator,
	validation.StandardCapabilitiesValidator,
	validation.ObjectValidator,
	validation.OperatorGroupValidator,
	validation.AlphaDeprecatedAPIsValidator,
	validation.GoodPracticesValidator,
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: olm-validate DIRECTORY, which holds manifests/ and metadata/")
		os.Exit(2)
	}
	bundle, err := manifests.GetBundleFromDir(os.Args[1])
	if err != nil {
		fmt.Fprintf(os.Stderr, "cannot read a bundle from %s: %v\n", os.Args[1], err)
		os.Exit(2)
	}
	found := 0
	for _, result := range validators.Validate(bundle.ObjectsToValidate()...) {
		for _, finding := range append(result.Errors, result.Warnings...) {
			fmt.Printf("%s: %s\n", result.Name, finding.Error())
			found++
		}
	}
	if found > 0 {
		os.Exit(1)
	}
}

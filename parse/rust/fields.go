package rust

// The fields of nodes that lowering looks at.
const (
	fNone field = iota
	fAlias
	fAlternative
	fArgument
	fArguments
	fBody
	fBounds
	fCondition
	fConsequence
	fDefaultType
	fElement
	fField
	fFunction
	fLeft
	fLength
	fList
	fMacro
	fName
	fOperator
	fParameters
	fPath
	fPattern
	fReturnType
	fRight
	fTrait
	fType
	fTypeArguments
	fTypeParameters
	fValue
)

var fieldByName = map[string]field{
	"alias":           fAlias,
	"alternative":     fAlternative,
	"argument":        fArgument,
	"arguments":       fArguments,
	"body":            fBody,
	"bounds":          fBounds,
	"condition":       fCondition,
	"consequence":     fConsequence,
	"default_type":    fDefaultType,
	"element":         fElement,
	"field":           fField,
	"function":        fFunction,
	"left":            fLeft,
	"length":          fLength,
	"list":            fList,
	"macro":           fMacro,
	"name":            fName,
	"operator":        fOperator,
	"parameters":      fParameters,
	"path":            fPath,
	"pattern":         fPattern,
	"return_type":     fReturnType,
	"right":           fRight,
	"trait":           fTrait,
	"type":            fType,
	"type_arguments":  fTypeArguments,
	"type_parameters": fTypeParameters,
	"value":           fValue,
}

// Things with parameters.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "elman/autograd/variable.h"
#include "elman/tensor/named_tensor.h"

namespace elman::nn {

using elman::NamedParameter;

// Keeps the names of its parameters and of the modules in it. Not movable: others point to it.
class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  // All parameters, its own first, then those of each module in it, in the order of registration.
  std::vector<NamedParameter> parameters() const;
  // The parameter of that dotted name. Throws UsageError if there is none.
  Parameter parameter(const std::string& name) const;
  // Names and values of the same; the values share the parameters' storage, of which there is none if the module was
  // built for its shapes alone.
  std::vector<NamedTensor> tensors() const;
  std::int64_t parameter_count() const;
  void zero_grad();

 protected:
  Parameter add_parameter(const std::string& name, Tensor value);
  // An empty name leaves the names in the module as they are.
  void add_module(const std::string& name, Module& module);

 private:
  void collect(const std::string& prefix, std::vector<NamedParameter>& all) const;

  std::vector<NamedParameter> parameters_;
  std::vector<std::pair<std::string, Module*>> modules_;
};

}  // namespace elman::nn

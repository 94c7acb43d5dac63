#include "elman/nn/module.h"

#include "elman/error.h"

namespace elman::nn {

std::vector<NamedParameter> Module::parameters() const {
  std::vector<NamedParameter> all;
  collect("", all);
  return all;
}

void Module::collect(const std::string& prefix, std::vector<NamedParameter>& all) const {
  for (const NamedParameter& own : parameters_) all.push_back({prefix + own.name, own.parameter});
  for (const auto& [name, module] : modules_) module->collect(name.empty() ? prefix : prefix + name + ".", all);
}

std::vector<NamedTensor> Module::tensors() const {
  std::vector<NamedTensor> all;
  for (const NamedParameter& named : parameters()) all.push_back({named.name, named.parameter.value()});
  return all;
}

Parameter Module::parameter(const std::string& name) const {
  for (const NamedParameter& candidate : parameters()) {
    if (candidate.name == name) return candidate.parameter;
  }
  throw UsageError("module: there is no parameter " + name);
}

std::int64_t Module::parameter_count() const {
  std::int64_t count = 0;
  for (const NamedParameter& named : parameters()) count += named.parameter.shape().elements();
  return count;
}

void Module::zero_grad() {
  for (NamedParameter& named : parameters()) named.parameter.zero_grad();
}

Parameter Module::add_parameter(const std::string& name, Tensor value) {
  parameters_.push_back({name, Parameter(std::move(value))});
  return parameters_.back().parameter;
}

void Module::add_module(const std::string& name, Module& module) { modules_.emplace_back(name, &module); }

}  // namespace elman::nn

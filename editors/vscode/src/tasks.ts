// The task `cdylib-ls: check`, whose findings the problem matcher takes.
import * as vscode from 'vscode';

export function checkTasks(server: () => Promise<string>): vscode.TaskProvider {
  const make = (definition: vscode.TaskDefinition, scope: vscode.WorkspaceFolder | vscode.TaskScope, command: string): vscode.Task =>
    new vscode.Task(definition, scope, 'check', 'cdylib-ls', new vscode.ProcessExecution(command, ['check', '--color', 'never', '.']), '$cdylib-ls');
  return {
    async provideTasks() {
      const command = await server();
      return (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file').map((folder) => make({ type: 'cdylib-ls' }, folder, command));
    },
    async resolveTask(task) {
      return make(task.definition, task.scope ?? vscode.TaskScope.Workspace, await server());
    },
  };
}
